// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import souk.lab.history.Asked;
import souk.lab.history.Operation;
import souk.lab.history.Outcome;

/**
 * What clients put into carts and took out of them, by their histories, and what orders bought.
 * Operations with the same request id are one. Not thread-safe.
 */
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
    cart.lastAsked =
        operation.askedAt().isAfter(cart.lastAsked) ? operation.askedAt() : cart.lastAsked;
    if (productId != null && requestId != null) {
      String product = productIds.computeIfAbsent(productId, id -> id);
      cart.changes.merge(
          requestId,
          new Change(asked.kind(), product, asked.quantity(), operation.outcome()),
          (one, other) -> one.told(other.outcome()));
    }
  }

  /** By cart; only those that the histories name. */
  Map<String, ToldCart> carts() {
    return carts;
  }

  /** A change that a client asked for. */
  private record Change(Asked.Kind kind, String productId, int quantity, Outcome outcome) {
    Change told(Outcome also) {
      return new Change(kind, productId, quantity, ToldOrders.moreCertain(outcome, also));
    }
  }

  /**
   * How many pieces there can have been.
   *
   * @param least that were added for certain; 0 where a quantity was set, or the product removed
   * @param most that can have been added
   */
  record Bounds(long least, long most) {}

  /** One cart. */
  static final class ToldCart {
    private final Map<String, Change> changes = new HashMap<>();
    private final Map<String, Long> bought = new HashMap<>();
    private final Map<String, Long> takenOut = new HashMap<>();
    private Instant lastAsked = Instant.MIN;
    private boolean moving;

    Instant lastAsked() {
      return lastAsked;
    }

    /** Whether an order of it may not be judged yet. */
    boolean isMoving() {
      return moving;
    }

    void move() {
      moving = true;
    }

    /** Takes a confirmed order's lines. */
    void buy(Map<String, Long> lines, boolean taken) {
      lines.forEach((product, quantity) -> bought.merge(product, quantity, Long::sum));
      if (taken) {
        lines.forEach((product, quantity) -> takenOut.merge(product, quantity, Long::sum));
      }
    }

    long bought(String productId) {
      return bought.getOrDefault(productId, 0L);
    }

    long takenOut(String productId) {
      return takenOut.getOrDefault(productId, 0L);
    }

    Set<String> boughtProducts() {
      return Collections.unmodifiableSet(bought.keySet());
    }

    /** All that it had, was bought from it, or is in it. */
    Set<String> products(Set<String> content) {
      Set<String> all = new TreeSet<>(content);
      all.addAll(bought.keySet());
      changes.values().forEach(change -> all.add(change.productId()));
      return all;
    }

    Bounds added(String productId) {
      long least = 0;
      long most = 0;
      boolean exact = true;
      for (Change change : changes.values()) {
        if (!change.productId().equals(productId) || change.outcome() == Outcome.FAIL) {
          continue;
        }
        most += change.quantity();
        least += change.outcome() == Outcome.OK ? change.quantity() : 0;
        exact &= change.kind() == Asked.Kind.ADD_ITEM;
      }
      return new Bounds(exact ? least : 0, most);
    }
  }
}
