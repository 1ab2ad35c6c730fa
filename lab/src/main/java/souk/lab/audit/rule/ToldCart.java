// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import souk.lab.history.Asked;
import souk.lab.history.Outcome;

/**
 * What clients put into one cart, and what orders bought of it; small, as there is one for each
 * order of a run. Not thread-safe.
 */
final class ToldCart {
  private final List<Change> changes = new ArrayList<>(4);
  private final List<Bought> bought = new ArrayList<>(4);
  private long lastAskedMillis = Long.MIN_VALUE;
  private boolean moving;

  /** A change that a client asked for; its request id by some of its hash. */
  private record Change(
      long request, Asked.Kind kind, String productId, int quantity, Outcome outcome) {}

  private record Bought(String productId, long quantity, boolean takenOut) {}

  /**
   * How many pieces there can have been.
   *
   * @param least that were added for certain; 0 where a quantity was set, or the product removed
   * @param most that can have been added
   */
  record Bounds(long least, long most) {}

  void askedAt(Instant time) {
    lastAskedMillis = Math.max(lastAskedMillis, time.toEpochMilli());
  }

  Instant lastAsked() {
    return Instant.ofEpochMilli(lastAskedMillis);
  }

  /** Whether an order of it may not be judged yet. */
  boolean isMoving() {
    return moving;
  }

  void move() {
    moving = true;
  }

  /**
   * Takes a change; one with the same request id as another is the same.
   *
   * @param productId the one string that there is for this product
   */
  void change(String requestId, Asked.Kind kind, String productId, int quantity, Outcome outcome) {
    long request = UUID.nameUUIDFromBytes(requestId.getBytes(UTF_8)).getMostSignificantBits();
    Outcome told = outcome;
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i).request() == request) {
        told = ToldOrders.moreCertain(changes.remove(i).outcome(), outcome);
        break;
      }
    }
    changes.add(new Change(request, kind, productId, quantity, told));
  }

  /**
   * Takes a confirmed order's lines.
   *
   * @param takenOut whether they were taken out of the cart
   * @param one gives the one string that there is for a product
   */
  void buy(Map<String, Long> lines, boolean takenOut, UnaryOperator<String> one) {
    lines.forEach(
        (product, quantity) -> bought.add(new Bought(one.apply(product), quantity, takenOut)));
  }

  long bought(String productId) {
    return bought.stream()
        .filter(each -> each.productId().equals(productId))
        .mapToLong(Bought::quantity)
        .sum();
  }

  long takenOut(String productId) {
    return bought.stream()
        .filter(each -> each.takenOut() && each.productId().equals(productId))
        .mapToLong(Bought::quantity)
        .sum();
  }

  Set<String> boughtProducts() {
    Set<String> products = new TreeSet<>();
    bought.forEach(each -> products.add(each.productId()));
    return products;
  }

  /** All that it had, was bought from it, or is in it. */
  Set<String> products(Set<String> content) {
    Set<String> all = new TreeSet<>(content);
    bought.forEach(each -> all.add(each.productId()));
    changes.forEach(change -> all.add(change.productId()));
    return all;
  }

  Bounds added(String productId) {
    long least = 0;
    long most = 0;
    boolean exact = true;
    for (Change change : changes) {
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
