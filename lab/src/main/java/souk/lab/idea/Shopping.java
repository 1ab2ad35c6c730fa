// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import com.google.type.PostalAddress;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import souk.lab.process.LabException;
import souk.v1.AddItemRequest;
import souk.v1.CancelOrderRequest;
import souk.v1.Cart;
import souk.v1.CheckoutRequest;
import souk.v1.CreateCartRequest;
import souk.v1.GetCartRequest;
import souk.v1.GetOrderRequest;
import souk.v1.Order;

/** The steps of a purchase, one by one, each request by another connection than the one before. */
record Shopping(Looks looks) {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration PAUSE = Duration.ofMillis(250);

  static String newId() {
    return UUID.randomUUID().toString();
  }

  /** A new cart with one piece of the product. */
  String cart(String productId) {
    Cart cart =
        looks.shop().createCart(CreateCartRequest.newBuilder().setRequestId(newId()).build());
    AddItemRequest add =
        AddItemRequest.newBuilder()
            .setCartId(cart.getId())
            .setProductId(productId)
            .setQuantity(1)
            .setRequestId(newId())
            .build();
    return looks.shop().addItem(add).getId();
  }

  Cart look(String cartId) {
    return looks.shop().getCart(GetCartRequest.newBuilder().setCartId(cartId).build());
  }

  Order checkOut(String cartId, String requestId) {
    return checkOut(cartId, requestId, "tok_visa");
  }

  Order checkOut(String cartId, String requestId, String cardToken) {
    return looks
        .shop()
        .checkout(
            CheckoutRequest.newBuilder()
                .setCartId(cartId)
                .setRequestId(requestId)
                .setCardToken(cardToken)
                .setEmail("probe@example.com")
                .setShipTo(
                    PostalAddress.newBuilder()
                        .setRegionCode("MA")
                        .setLocality("Fes")
                        .addAddressLines("1 Talaa Kebira"))
                .build());
  }

  /** Asks with the same request id until there is an answer. */
  Order patiently(String cartId, String requestId) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return checkOut(cartId, requestId);
      } catch (StatusRuntimeException e) {
        if (System.nanoTime() > end) {
          throw new LabException("a checkout is not answered: " + e.getStatus().getCode(), e);
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    }
  }

  /** The order when it is decided, or as it is when patience ends. */
  Order decided(Order order) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Order now = order;
    while (now.getState() == Order.State.PENDING && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      now = order(order.getId());
    }
    return now;
  }

  /** The order when so much has happened to it, or as it is when patience ends. */
  Order atRest(Order order, int entries) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Order now = order(order.getId());
    while (now.getTimelineCount() < entries && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      now = order(order.getId());
    }
    return now;
  }

  /** Money back, stock back. */
  Order cancel(Order order) {
    return looks
        .shop()
        .cancelOrder(
            CancelOrderRequest.newBuilder()
                .setOrderId(order.getId())
                .setRequestId(newId())
                .build());
  }

  Order order(String orderId) {
    return looks.shop().getOrder(GetOrderRequest.newBuilder().setOrderId(orderId).build());
  }

  /** All of it. */
  Order buy(String productId) throws InterruptedException {
    return decided(patiently(cart(productId), newId()));
  }
}
