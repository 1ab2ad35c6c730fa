// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import com.google.type.Money;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import souk.v1.AddItemRequest;
import souk.v1.Availability;
import souk.v1.CancelOrderRequest;
import souk.v1.Cart;
import souk.v1.CheckoutRequest;
import souk.v1.CreateCartRequest;
import souk.v1.GetCartRequest;
import souk.v1.GetOrderRequest;
import souk.v1.GetProductRequest;
import souk.v1.ListProductsRequest;
import souk.v1.ListProductsResponse;
import souk.v1.Order;
import souk.v1.Product;
import souk.v1.RemoveItemRequest;
import souk.v1.SearchProductsRequest;
import souk.v1.SearchProductsResponse;
import souk.v1.SetQuantityRequest;
import souk.v1.ShopGrpc;

/** A shop that confirms everything, but for the checkouts that a test answers itself. */
final class ModelShop extends ShopGrpc.ShopImplBase implements AutoCloseable {
  final Queue<CheckoutRequest> checkouts = new ConcurrentLinkedQueue<>();
  final Queue<AddItemRequest> adds = new ConcurrentLinkedQueue<>();

  /** The ids of orders, each as often as it was asked for. */
  final Queue<String> cancelled = new ConcurrentLinkedQueue<>();

  /** What the next checkouts are answered; when there is none left, they are confirmed. */
  final Queue<Supplier<Order>> answers = new ConcurrentLinkedQueue<>();

  /** The ids of checkouts that are refused, since the cart has an open order. */
  final Set<String> refused = ConcurrentHashMap.newKeySet();

  private final Map<String, Order> orders = new ConcurrentHashMap<>();
  private final Server server;

  ModelShop() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  static Order order(String id, Order.State state) {
    return Order.newBuilder()
        .setId(id)
        .setState(state)
        .setTotal(Money.newBuilder().setCurrencyCode("EUR").setUnits(5))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  @Override
  public void listProducts(ListProductsRequest request, StreamObserver<ListProductsResponse> out) {
    ListProductsResponse.Builder all = ListProductsResponse.newBuilder();
    for (int i = 1; i <= 40; i++) {
      all.addProducts(
          Product.newBuilder()
              .setId("sku-" + i)
              .setAvailability(Availability.newBuilder().setQuantity(i * 3L)));
    }
    answer(out, all.build());
  }

  @Override
  public void searchProducts(
      SearchProductsRequest request, StreamObserver<SearchProductsResponse> out) {
    answer(out, SearchProductsResponse.getDefaultInstance());
  }

  @Override
  public void getProduct(GetProductRequest request, StreamObserver<Product> out) {
    answer(out, Product.getDefaultInstance());
  }

  @Override
  public void createCart(CreateCartRequest request, StreamObserver<Cart> out) {
    answer(out, cart("crt_" + request.getRequestId()));
  }

  @Override
  public void getCart(GetCartRequest request, StreamObserver<Cart> out) {
    answer(out, cart(request.getCartId()));
  }

  @Override
  public void addItem(AddItemRequest request, StreamObserver<Cart> out) {
    adds.add(request);
    answer(out, cart(request.getCartId()));
  }

  @Override
  public void setQuantity(SetQuantityRequest request, StreamObserver<Cart> out) {
    answer(out, cart(request.getCartId()));
  }

  @Override
  public void removeItem(RemoveItemRequest request, StreamObserver<Cart> out) {
    answer(out, cart(request.getCartId()));
  }

  @Override
  public void checkout(CheckoutRequest request, StreamObserver<Order> out) {
    checkouts.add(request);
    if (refused.contains(request.getRequestId())) {
      out.onError(Status.FAILED_PRECONDITION.asRuntimeException());
      return;
    }
    Supplier<Order> next = answers.poll();
    try {
      Order order =
          next == null ? order("ord_" + request.getRequestId(), Order.State.CONFIRMED) : next.get();
      orders.put(order.getId(), order);
      answer(out, order);
    } catch (RuntimeException e) {
      out.onError(e);
    }
  }

  @Override
  public void getOrder(GetOrderRequest request, StreamObserver<Order> out) {
    Order order = orders.get(request.getOrderId());
    if (order == null) {
      out.onError(Status.NOT_FOUND.asRuntimeException());
    } else {
      answer(out, order);
    }
  }

  @Override
  public void cancelOrder(CancelOrderRequest request, StreamObserver<Order> out) {
    cancelled.add(request.getOrderId());
    answer(out, order(request.getOrderId(), Order.State.CANCELLED));
  }

  private static Cart cart(String id) {
    return Cart.newBuilder().setId(id).build();
  }

  private static <T> void answer(StreamObserver<T> out, T value) {
    out.onNext(value);
    out.onCompleted();
  }
}
