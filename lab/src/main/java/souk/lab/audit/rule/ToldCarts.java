// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.HashMap;
import java.util.Map;
import souk.lab.history.Asked;
import souk.lab.history.Operation;

/** The carts that clients filled, by their histories. Not thread-safe. */
final class ToldCarts {
  private final Map<String, ToldCart> carts = new HashMap<>();

  /** Each product's id once, however often it is named. */
  private final Map<String, String> productIds = new HashMap<>();

  void add(Operation operation) {
    Asked asked = operation.asked();
    String cartId = asked.cartId();
    if (cartId == null) {
      return;
    }
    String productId = asked.productId();
    String requestId = asked.requestId();
    // A cart that the histories only check out was filled by others: nothing can be said of it.
    ToldCart cart =
        productId == null ? carts.get(cartId) : carts.computeIfAbsent(cartId, id -> new ToldCart());
    if (cart == null) {
      return;
    }
    cart.askedAt(operation.askedAt());
    if (productId != null && requestId != null) {
      cart.change(requestId, asked.kind(), one(productId), asked.quantity(), operation.outcome());
    }
  }

  /** Takes a confirmed order's lines; of a cart that the histories filled. */
  void buy(ToldCart cart, OrderFacts order) {
    cart.buy(order.lines(), order.wasTakenOut(), this::one);
  }

  /** By cart. */
  Map<String, ToldCart> carts() {
    return carts;
  }

  private String one(String productId) {
    return productIds.computeIfAbsent(productId, id -> id);
  }
}
