// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.cart.v1.Cart;
import souk.cart.v1.CartLine;
import souk.cart.v1.CartsGrpc;
import souk.cart.v1.TakeOutRequest;
import souk.cart.v1.TakeOutResponse;
import souk.catalog.v1.BatchGetProductsRequest;
import souk.catalog.v1.BatchGetProductsResponse;
import souk.catalog.v1.CatalogGrpc;
import souk.service.GrpcExtension;
import souk.v1.GetCartRequest;
import souk.v1.Product;

/** What is concluded from the answers of those who say what is bought, and for how much. */
class CartAndCatalogClientsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  @Test
  void cartAndCatalog_answers_asTheContractSays() throws IOException {
    Order order = ParticipantClientsTest.order();
    AtomicReference<TakeOutRequest> takenOut = new AtomicReference<>();
    CartClient carts =
        new CartClient(
            grpc.serve(
                new CartsGrpc.CartsImplBase() {
                  @Override
                  public void getCart(GetCartRequest request, StreamObserver<Cart> observer) {
                    if (request.getCartId().equals("crt_gone")) {
                      throw Status.NOT_FOUND.asRuntimeException();
                    }
                    observer.onNext(
                        Cart.newBuilder()
                            .addLines(CartLine.newBuilder().setProductId("lamp").setQuantity(3))
                            .build());
                    observer.onCompleted();
                  }

                  @Override
                  public void takeOut(
                      TakeOutRequest request, StreamObserver<TakeOutResponse> observer) {
                    takenOut.set(request);
                    observer.onNext(TakeOutResponse.getDefaultInstance());
                    observer.onCompleted();
                  }
                }),
            DEADLINE);
    CatalogClient catalog =
        new CatalogClient(
            grpc.serve(
                new CatalogGrpc.CatalogImplBase() {
                  @Override
                  public void batchGetProducts(
                      BatchGetProductsRequest request,
                      StreamObserver<BatchGetProductsResponse> observer) {
                    Product lamp =
                        Product.newBuilder()
                            .setId("lamp")
                            .setName("Lamp")
                            .setPrice(ParticipantClientsTest.price().toMessage())
                            .build();
                    observer.onNext(
                        BatchGetProductsResponse.newBuilder().addProducts(lamp).build());
                    observer.onCompleted();
                  }
                }),
            DEADLINE);

    assertThat(carts.get("crt_1"))
        .isEqualTo(new Carts.Contents(List.of(new Carts.CartLine("lamp", 3))));
    assertThat(carts.get("crt_gone")).isInstanceOf(Carts.NoSuchCart.class);
    assertThat(carts.takeOut(order)).isInstanceOf(StepResult.Done.class);
    assertThat(takenOut.get().getOrderId()).isEqualTo(order.id());
    assertThat(takenOut.get().getLines(0).getQuantity()).isEqualTo(3);
    assertThat(catalog.prices(List.of("lamp", "gone")))
        .isEqualTo(
            new Catalog.Prices(
                Map.of("lamp", new Catalog.Offer("Lamp", ParticipantClientsTest.price()))));
  }
}
