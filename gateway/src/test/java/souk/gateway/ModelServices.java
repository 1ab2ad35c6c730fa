// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import souk.cart.v1.Cart;
import souk.cart.v1.CartLine;
import souk.cart.v1.CartsGrpc;
import souk.catalog.v1.BatchGetProductsRequest;
import souk.catalog.v1.BatchGetProductsResponse;
import souk.catalog.v1.CatalogGrpc;
import souk.inventory.v1.BatchGetStockRequest;
import souk.inventory.v1.BatchGetStockResponse;
import souk.inventory.v1.InventoryGrpc;
import souk.inventory.v1.Stock;
import souk.order.v1.OrdersGrpc;
import souk.service.Refusal;
import souk.v1.AddItemRequest;
import souk.v1.CreateCartRequest;
import souk.v1.GetCartRequest;
import souk.v1.GetProductRequest;
import souk.v1.ListProductsRequest;
import souk.v1.ListProductsResponse;
import souk.v1.Order;
import souk.v1.Product;
import souk.v1.WatchOrderRequest;

/**
 * The services behind the gateway, as small models that do what the contracts say and can be told
 * to hang or to fail. They record what reached them.
 */
final class ModelServices {
  static final Product LAMP =
      Product.newBuilder()
          .setId("sku-0001")
          .setName("Brass lamp")
          .setPrice(com.google.type.Money.newBuilder().setCurrencyCode("EUR").setUnits(20))
          .build();
  static final Product RUG =
      Product.newBuilder()
          .setId("sku-0002")
          .setName("Rug")
          .setPrice(
              com.google.type.Money.newBuilder()
                  .setCurrencyCode("EUR")
                  .setUnits(99)
                  .setNanos(500_000_000))
          .build();

  volatile boolean catalogAway;
  volatile boolean inventoryAway;
  volatile boolean inventoryHangs;
  volatile CountDownLatch inventoryAsked = new CountDownLatch(1);
  final AtomicInteger stocksAsked = new AtomicInteger();
  volatile CountDownLatch watchGone = new CountDownLatch(1);
  final Queue<Metadata> metadata = new ConcurrentLinkedQueue<>();
  final Queue<Deadline> deadlines = new ConcurrentLinkedQueue<>();

  void reset() {
    catalogAway = false;
    inventoryAway = false;
    inventoryHangs = false;
    inventoryAsked = new CountDownLatch(1);
    stocksAsked.set(0);
    watchGone = new CountDownLatch(1);
    metadata.clear();
    deadlines.clear();
  }

  ServerServiceDefinition[] definitions() {
    return new ServerServiceDefinition[] {
      recorded(new Catalog()),
      recorded(new Inventory()),
      recorded(new Carts()),
      recorded(new Orders())
    };
  }

  private ServerServiceDefinition recorded(BindableService service) {
    ServerInterceptor recorder =
        new ServerInterceptor() {
          @Override
          public <Q, A> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            metadata.add(headers);
            deadlines.add(Context.current().getDeadline());
            return next.startCall(call, headers);
          }
        };
    return ServerInterceptors.intercept(service, recorder);
  }

  private final class Catalog extends CatalogGrpc.CatalogImplBase {
    @Override
    public void listProducts(
        ListProductsRequest request, StreamObserver<ListProductsResponse> answer) {
      if (catalogAway) {
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      answer.onNext(
          ListProductsResponse.newBuilder()
              .addProducts(LAMP)
              .addProducts(RUG)
              .setNextPageToken("size" + request.getPageSize())
              .build());
      answer.onCompleted();
    }

    @Override
    public void getProduct(GetProductRequest request, StreamObserver<Product> answer) {
      if (catalogAway) {
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      Product product =
          List.of(LAMP, RUG).stream()
              .filter(known -> known.getId().equals(request.getProductId()))
              .findFirst()
              .orElse(null);
      if (product == null) {
        answer.onError(
            Refusal.notFound("PRODUCT_NOT_FOUND", "no such product").toStatusException("souk"));
        return;
      }
      answer.onNext(product);
      answer.onCompleted();
    }

    @Override
    public void batchGetProducts(
        BatchGetProductsRequest request, StreamObserver<BatchGetProductsResponse> answer) {
      if (catalogAway) {
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      answer.onNext(
          BatchGetProductsResponse.newBuilder().addProducts(LAMP).addProducts(RUG).build());
      answer.onCompleted();
    }
  }

  private final class Inventory extends InventoryGrpc.InventoryImplBase {
    @Override
    public void batchGetStock(
        BatchGetStockRequest request, StreamObserver<BatchGetStockResponse> answer) {
      inventoryAsked.countDown();
      stocksAsked.incrementAndGet();
      if (inventoryHangs) {
        return;
      }
      if (inventoryAway) {
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      answer.onNext(
          BatchGetStockResponse.newBuilder()
              .addStocks(Stock.newBuilder().setProductId("sku-0001").setOnHand(7))
              .addStocks(Stock.newBuilder().setProductId("sku-0002").setOnHand(0))
              .build());
      answer.onCompleted();
    }
  }

  private static final class Carts extends CartsGrpc.CartsImplBase {
    private static final Cart CART =
        Cart.newBuilder()
            .setId("crt_1")
            .setVersion(2)
            .addLines(CartLine.newBuilder().setProductId("sku-0001").setQuantity(2))
            .addLines(CartLine.newBuilder().setProductId("sku-0002").setQuantity(1))
            .build();

    @Override
    public void createCart(CreateCartRequest request, StreamObserver<Cart> answer) {
      answer.onNext(Cart.newBuilder().setId("crt_1").setVersion(1).build());
      answer.onCompleted();
    }

    @Override
    public void getCart(GetCartRequest request, StreamObserver<Cart> answer) {
      answer.onNext(CART);
      answer.onCompleted();
    }

    @Override
    public void addItem(AddItemRequest request, StreamObserver<Cart> answer) {
      if (request.getQuantity() < 1) {
        answer.onError(
            Refusal.invalidField("quantity", "is " + request.getQuantity())
                .toStatusException("souk"));
        return;
      }
      answer.onNext(CART);
      answer.onCompleted();
    }
  }

  private final class Orders extends OrdersGrpc.OrdersImplBase {
    @Override
    public void watchOrder(WatchOrderRequest request, StreamObserver<Order> answer) {
      ServerCallStreamObserver<Order> stream = (ServerCallStreamObserver<Order>) answer;
      stream.setOnCancelHandler(() -> watchGone.countDown());
      switch (request.getOrderId()) {
        case "decided" -> {
          stream.onNext(order(Order.State.PENDING));
          stream.onNext(order(Order.State.CONFIRMED));
          stream.onCompleted();
        }
        case "pending" -> stream.onNext(order(Order.State.PENDING));
        default ->
            stream.onError(
                Refusal.notFound("ORDER_NOT_FOUND", "no such order").toStatusException("souk"));
      }
    }

    private static Order order(Order.State state) {
      return Order.newBuilder().setId("ord_1").setState(state).build();
    }
  }
}
