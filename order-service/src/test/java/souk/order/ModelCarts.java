// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The carts as their contract describes them. Thread-safe. */
final class ModelCarts implements Carts {
  private final Link link;
  // Both are guarded by this.
  private final Map<String, Map<String, Integer>> carts = new HashMap<>();
  private final Set<String> takenOut = new HashSet<>();

  ModelCarts(Link link) {
    this.link = link;
  }

  synchronized void create(String cartId) {
    carts.put(cartId, new HashMap<>());
  }

  synchronized void add(String cartId, String productId, int quantity) {
    carts.computeIfAbsent(cartId, id -> new HashMap<>()).merge(productId, quantity, Integer::sum);
  }

  synchronized int quantity(String cartId, String productId) {
    return carts.getOrDefault(cartId, Map.of()).getOrDefault(productId, 0);
  }

  synchronized boolean hasTakenOut(String orderId) {
    return takenOut.contains(orderId);
  }

  @Override
  public CartResult get(String cartId) {
    return link.call("cart", () -> read(cartId), Unanswered::of);
  }

  private synchronized CartResult read(String cartId) {
    Map<String, Integer> lines = carts.get(cartId);
    return lines == null
        ? new NoSuchCart()
        : new Contents(
            lines.entrySet().stream()
                .map(line -> new CartLine(line.getKey(), line.getValue()))
                .toList());
  }

  @Override
  public StepResult takeOut(Order order) {
    return link.call("take out", () -> remove(order), Unanswered::of);
  }

  private synchronized StepResult remove(Order order) {
    Map<String, Integer> lines = carts.get(order.cartId());
    if (takenOut.add(order.id()) && lines != null) {
      for (OrderLine line : order.lines()) {
        lines.computeIfPresent(
            line.productId(),
            (id, quantity) ->
                quantity > line.quantity() ? Integer.valueOf(quantity - line.quantity()) : null);
      }
    }
    return new StepResult.Done();
  }
}
