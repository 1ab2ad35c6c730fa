// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

import static org.awaitility.Awaitility.await;

import com.google.type.PostalAddress;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import souk.lab.history.Asked;
import souk.lab.history.HistoryWriter;
import souk.lab.history.Told;
import souk.v1.AddItemRequest;
import souk.v1.CancelOrderRequest;
import souk.v1.Cart;
import souk.v1.CheckoutRequest;
import souk.v1.CreateCartRequest;
import souk.v1.GetOrderRequest;
import souk.v1.Order;
import souk.v1.RemoveItemRequest;
import souk.v1.ShopGrpc;

/** Buys, and writes down what it asked and was told. */
final class Shopper {
  private static final long DEADLINE_SECONDS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ShopGrpc.ShopBlockingStub shop;
  private final HistoryWriter history;

  Shopper(Channel channel, HistoryWriter history) {
    this.shop = ShopGrpc.newBlockingStub(channel);
    this.history = history;
  }

  String createCart() {
    String request = newId();
    long operation = history.ask(Asked.createCart(request));
    Cart cart = timed().createCart(CreateCartRequest.newBuilder().setRequestId(request).build());
    history.tell(operation, Told.cart(List.of(Code.OK), Duration.ZERO, cart));
    return cart.getId();
  }

  void add(String cartId, String productId, int quantity) {
    String request = newId();
    long operation = history.ask(Asked.addItem(cartId, request, productId, quantity));
    Cart cart = addUnseen(cartId, productId, quantity, request);
    history.tell(operation, Told.cart(List.of(Code.OK), Duration.ZERO, cart));
  }

  /** Without a word in the history. */
  Cart addUnseen(String cartId, String productId, int quantity, String request) {
    return timed()
        .addItem(
            AddItemRequest.newBuilder()
                .setCartId(cartId)
                .setProductId(productId)
                .setQuantity(quantity)
                .setRequestId(request)
                .build());
  }

  /** Without a word in the history. */
  void removeUnseen(String cartId, String productId) {
    timed()
        .removeItem(
            RemoveItemRequest.newBuilder()
                .setCartId(cartId)
                .setProductId(productId)
                .setRequestId(newId())
                .build());
  }

  /** Buys, and waits for the decision, which on a busy machine may come after the answer. */
  Order checkout(String cartId, String card) {
    String request = newId();
    long operation = history.ask(Asked.checkout(cartId, request));
    Order order = told(operation, stub -> stub.checkout(checkoutOf(cartId, request, card)));
    return await()
        .atMost(PATIENCE)
        .until(() -> order(order.getId()), now -> now.getState() != Order.State.PENDING);
  }

  private Order order(String orderId) {
    long operation = history.ask(Asked.getOrder(orderId));
    GetOrderRequest request = GetOrderRequest.newBuilder().setOrderId(orderId).build();
    return told(operation, stub -> stub.getOrder(request));
  }

  /** A checkout whose client goes away before it is answered. */
  void checkoutWithoutWaiting(String cartId, String card) {
    String request = newId();
    long operation = history.ask(Asked.checkout(cartId, request));
    try {
      shop.withDeadlineAfter(1, TimeUnit.MILLISECONDS).checkout(checkoutOf(cartId, request, card));
    } catch (StatusRuntimeException e) {
      history.tell(operation, Told.error(List.of(e.getStatus().getCode()), Duration.ZERO, null));
    }
  }

  Order cancel(String orderId) {
    String request = newId();
    long operation = history.ask(Asked.cancelOrder(orderId, request));
    return told(
        operation,
        stub ->
            stub.cancelOrder(
                CancelOrderRequest.newBuilder().setOrderId(orderId).setRequestId(request).build()));
  }

  static String newId() {
    return UUID.randomUUID().toString();
  }

  private Order told(long operation, Function<ShopGrpc.ShopBlockingStub, Order> call) {
    Order order = call.apply(timed());
    history.tell(operation, Told.order(List.of(Code.OK), Duration.ZERO, order));
    return order;
  }

  private ShopGrpc.ShopBlockingStub timed() {
    return shop.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static CheckoutRequest checkoutOf(String cartId, String request, String card) {
    return CheckoutRequest.newBuilder()
        .setCartId(cartId)
        .setRequestId(request)
        .setCardToken(card)
        .setEmail("audit@example.com")
        .setShipTo(
            PostalAddress.newBuilder()
                .setRegionCode("MA")
                .setLocality("Fes")
                .addAddressLines("12 Talaa Kebira"))
        .build();
  }
}
