// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.type.PostalAddress;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.cart.v1.Cart;
import souk.cart.v1.CartLine;
import souk.cart.v1.CartsGrpc;
import souk.cart.v1.TakeOutRequest;
import souk.cart.v1.TakeOutResponse;
import souk.catalog.v1.BatchGetProductsRequest;
import souk.catalog.v1.BatchGetProductsResponse;
import souk.catalog.v1.CatalogGrpc;
import souk.inventory.v1.HoldRequest;
import souk.inventory.v1.HoldResponse;
import souk.inventory.v1.InventoryGrpc;
import souk.inventory.v1.SettleRequest;
import souk.inventory.v1.SettleResponse;
import souk.payment.v1.AuthorizeRequest;
import souk.payment.v1.AuthorizeResponse;
import souk.payment.v1.CaptureRequest;
import souk.payment.v1.CaptureResponse;
import souk.payment.v1.PaymentsGrpc;
import souk.service.GrpcExtension;
import souk.service.Money;
import souk.service.Refusal;
import souk.v1.GetCartRequest;
import souk.v1.Product;

/** What is concluded from other services' answers. */
class ParticipantClientsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final CardToken CARD = new CardToken("tok_visa");

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  @ParameterizedTest
  @EnumSource(value = Status.Code.class, names = "OK", mode = EnumSource.Mode.EXCLUDE)
  void holdAndAuthorize_anyStatus_neverANo(Status.Code code) throws IOException {
    InventoryClient inventory =
        new InventoryClient(
            grpc.serve(
                new InventoryGrpc.InventoryImplBase() {
                  @Override
                  public void hold(HoldRequest request, StreamObserver<HoldResponse> observer) {
                    throw code.toStatus().asRuntimeException();
                  }
                }),
            DEADLINE);
    PaymentClient payment =
        new PaymentClient(
            grpc.serve(
                new PaymentsGrpc.PaymentsImplBase() {
                  @Override
                  public void authorize(
                      AuthorizeRequest request, StreamObserver<AuthorizeResponse> observer) {
                    throw code.toStatus().asRuntimeException();
                  }
                }),
            DEADLINE);

    assertThat(inventory.hold(order())).isInstanceOf(Unanswered.class);
    assertThat(payment.authorize(order(), CARD)).isInstanceOf(Unanswered.class);
  }

  @Test
  void authorize_refusedWithAReason_reasonIsKept() throws IOException {
    PaymentClient payment =
        new PaymentClient(
            grpc.serve(
                new PaymentsGrpc.PaymentsImplBase() {
                  @Override
                  public void authorize(
                      AuthorizeRequest request, StreamObserver<AuthorizeResponse> observer) {
                    throw Refusal.invalidField("amount", "must be above 0");
                  }
                }),
            DEADLINE);

    assertThat(payment.authorize(order(), CARD))
        .isInstanceOfSatisfying(
            Unanswered.class,
            refused -> {
              assertThat(refused.isRefusal()).isTrue();
              assertThat(refused.why())
                  .isEqualTo("INVALID_ARGUMENT INVALID_FIELD: amount: must be above 0");
            });
    assertThat(Unanswered.of(Status.UNAVAILABLE).isRefusal()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(HoldResponse.Outcome.class)
  void hold_eachOutcome_asTheContractSays(HoldResponse.Outcome outcome) throws IOException {
    if (outcome == HoldResponse.Outcome.UNRECOGNIZED) {
      return;
    }
    AtomicReference<HoldRequest> asked = new AtomicReference<>();
    InventoryClient inventory =
        new InventoryClient(
            grpc.serve(
                new InventoryGrpc.InventoryImplBase() {
                  @Override
                  public void hold(HoldRequest request, StreamObserver<HoldResponse> observer) {
                    asked.set(request);
                    observer.onNext(
                        HoldResponse.newBuilder()
                            .setOutcome(outcome)
                            .addShortProductIds("rug")
                            .build());
                    observer.onCompleted();
                  }
                }),
            DEADLINE);

    Inventory.HoldResult result = inventory.hold(order());

    switch (outcome) {
      case HELD -> assertThat(result).isInstanceOf(Inventory.Held.class);
      case OUT_OF_STOCK -> assertThat(result).isEqualTo(new Inventory.OutOfStock(List.of("rug")));
      case CLOSED -> assertThat(result).isInstanceOf(Inventory.HoldClosed.class);
      default -> assertThat(result).isInstanceOf(Unanswered.class);
    }
    assertThat(asked.get().getOrderId()).isEqualTo(order().id());
    assertThat(asked.get().getLines(0).getQuantity()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(AuthorizeResponse.Outcome.class)
  void authorize_eachOutcome_asTheContractSays(AuthorizeResponse.Outcome outcome)
      throws IOException {
    if (outcome == AuthorizeResponse.Outcome.UNRECOGNIZED) {
      return;
    }
    AtomicReference<AuthorizeRequest> asked = new AtomicReference<>();
    PaymentClient payment =
        new PaymentClient(
            grpc.serve(
                new PaymentsGrpc.PaymentsImplBase() {
                  @Override
                  public void authorize(
                      AuthorizeRequest request, StreamObserver<AuthorizeResponse> observer) {
                    asked.set(request);
                    observer.onNext(
                        AuthorizeResponse.newBuilder()
                            .setOutcome(outcome)
                            .setDeclineCode("stolen")
                            .build());
                    observer.onCompleted();
                  }
                }),
            DEADLINE);

    Payment.AuthorizeResult result = payment.authorize(order(), CARD);

    switch (outcome) {
      case AUTHORIZED -> assertThat(result).isInstanceOf(Payment.Authorized.class);
      case DECLINED -> assertThat(result).isEqualTo(new Payment.Declined("stolen"));
      case CLOSED -> assertThat(result).isInstanceOf(Payment.AuthorizeClosed.class);
      default -> assertThat(result).isInstanceOf(Unanswered.class);
    }
    assertThat(asked.get().getCardToken()).isEqualTo("tok_visa");
    assertThat(asked.get().getAmount()).isEqualTo(order().total().toMessage());
  }

  @ParameterizedTest
  @EnumSource(value = Status.Code.class, names = "OK", mode = EnumSource.Mode.EXCLUDE)
  void settle_status_onlyAFaultOfTheRequestIsFinal(Status.Code code) throws IOException {
    InventoryClient inventory =
        new InventoryClient(
            grpc.serve(
                new InventoryGrpc.InventoryImplBase() {
                  @Override
                  public void settle(
                      SettleRequest request, StreamObserver<SettleResponse> observer) {
                    throw code.toStatus().asRuntimeException();
                  }
                }),
            DEADLINE);

    StepResult result = inventory.settle(order().id());

    switch (code) {
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION ->
          assertThat(result).isInstanceOf(StepResult.Rejected.class);
      default -> assertThat(result).isInstanceOf(Unanswered.class);
    }
  }

  @Test
  void capture_refused_isNotAStepThatFailed() throws IOException {
    PaymentClient payment =
        new PaymentClient(
            grpc.serve(
                new PaymentsGrpc.PaymentsImplBase() {
                  @Override
                  public void capture(
                      CaptureRequest request, StreamObserver<CaptureResponse> observer) {
                    observer.onNext(
                        CaptureResponse.newBuilder()
                            .setOutcome(CaptureResponse.Outcome.REFUSED)
                            .build());
                    observer.onCompleted();
                  }
                }),
            DEADLINE);

    assertThat(payment.capture(order().id())).isInstanceOf(Payment.CaptureRefused.class);
  }

  @Test
  void call_noAnswerInTime_unanswered() throws IOException {
    PaymentClient payment =
        new PaymentClient(
            grpc.serve(
                new PaymentsGrpc.PaymentsImplBase() {
                  @Override
                  public void authorize(
                      AuthorizeRequest request, StreamObserver<AuthorizeResponse> observer) {}
                }),
            Duration.ofMillis(100));

    assertThat(payment.authorize(order(), CARD))
        .isInstanceOfSatisfying(
            Unanswered.class,
            unknown -> assertThat(unknown.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
  }

  @Test
  void cartAndCatalog_answers_asTheContractSays() throws IOException {
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
                            .setPrice(price().toMessage())
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
    assertThat(carts.takeOut(order())).isInstanceOf(StepResult.Done.class);
    assertThat(takenOut.get().getOrderId()).isEqualTo(order().id());
    assertThat(takenOut.get().getLines(0).getQuantity()).isEqualTo(3);
    assertThat(catalog.prices(List.of("lamp", "gone")))
        .isEqualTo(new Catalog.Prices(Map.of("lamp", new Catalog.Offer("Lamp", price()))));
  }

  private static Money price() {
    return new Money(ModelShop.EUR, 1250);
  }

  private static Order order() {
    Instant noon = Instant.parse("2026-11-21T12:00:00Z");
    return new Order(
        "ord_" + "1".repeat(32),
        "crt_" + "1".repeat(32),
        OrderState.PENDING,
        OrderReason.NONE,
        List.of(new OrderLine("lamp", "Lamp", 3, price())),
        price().times(3),
        PostalAddress.getDefaultInstance(),
        noon,
        List.of(TimelineEntry.after(0, Happened.plain(OrderEvent.PLACED, noon))),
        1);
  }
}
