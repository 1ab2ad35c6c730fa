// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import java.util.List;
import java.util.UUID;

/**
 * The operations on carts. Each change carries a request id and is made once, however often it is
 * asked for; the memory of it is the cart's own and ends with it, or after {@link
 * CartLimits#remembered} later requests. Thread-safe; blocks until Redis has answered, two seconds
 * at most.
 */
final class Carts {
  private final CartIds ids;
  private final CartStore store;

  Carts(CartIds ids, CartStore store) {
    this.ids = ids;
    this.store = store;
  }

  /**
   * The cart of this request: made empty, or as it is now. One that has expired meanwhile is made
   * anew.
   */
  CartAnswer create(UUID requestId) {
    return store.create(ids.of(requestId));
  }

  CartAnswer get(CartId cart) {
    return store.get(cart);
  }

  /** So many pieces more. */
  CartAnswer add(CartId cart, Line line, UUID requestId) {
    return store.add(cart, line, markOf("add", requestId, line));
  }

  /** So many pieces, whatever was there. */
  CartAnswer setQuantity(CartId cart, Line line, UUID requestId) {
    return store.setQuantity(cart, line, markOf("set", requestId, line));
  }

  /** No piece of it; that there was none is fine, and no change. */
  CartAnswer remove(CartId cart, String productId, UUID requestId) {
    return store.remove(cart, productId, RequestMark.of("remove", requestId, productId));
  }

  /**
   * Takes out what an order bought, once for each order: each line less the bought quantity, never
   * below 0. A cart that is gone is left gone.
   */
  void takeOut(CartId cart, String orderId, List<Line> bought) {
    // Hashed: who reads a cart in Redis shall not hold the orders too, which have addresses.
    store.takeOut(cart, RequestMark.hash(orderId), bought);
  }

  private static RequestMark markOf(String method, UUID requestId, Line line) {
    return RequestMark.of(method, requestId, line.productId(), Integer.toString(line.quantity()));
  }
}
