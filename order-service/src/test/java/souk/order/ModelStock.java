// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The inventory as its contract describes it: an undo leaves a tombstone. Thread-safe. */
final class ModelStock implements Inventory {
  private final Link link;
  // All below are guarded by this.
  private final Map<String, Integer> onHand = new HashMap<>();
  private final Map<String, List<OrderLine>> held = new HashMap<>();
  private final Set<String> settled = new HashSet<>();
  private final Set<String> released = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private boolean rejectSettle;

  ModelStock(Link link) {
    this.link = link;
  }

  synchronized void setOnHand(String productId, int quantity) {
    onHand.put(productId, quantity);
  }

  /** From now on settling is refused in a way that no rule foresees. */
  synchronized void rejectSettle() {
    rejectSettle = true;
  }

  synchronized int onHand(String productId) {
    return onHand.getOrDefault(productId, 0);
  }

  /** Whether it ever was held. */
  synchronized boolean isHeld(String orderId) {
    return held.containsKey(orderId);
  }

  synchronized boolean isSettled(String orderId) {
    return settled.contains(orderId);
  }

  synchronized boolean isReleased(String orderId) {
    return released.contains(orderId);
  }

  /** Whether it ever was refused for want of stock. */
  synchronized boolean wasShort(String orderId) {
    return refused.contains(orderId);
  }

  @Override
  public HoldResult hold(Order order) {
    return link.call("hold", () -> holdNow(order), Unanswered::of);
  }

  private synchronized HoldResult holdNow(Order order) {
    if (released.contains(order.id())) {
      return new HoldClosed();
    }
    List<OrderLine> standing = held.get(order.id());
    if (standing != null) {
      if (!standing.equals(order.lines())) {
        throw new AssertionError("an order is held again with other lines");
      }
      return new Held();
    }
    List<String> shortOf =
        order.lines().stream()
            .filter(line -> onHand(line.productId()) < line.quantity())
            .map(OrderLine::productId)
            .toList();
    if (!shortOf.isEmpty()) {
      refused.add(order.id());
      return new OutOfStock(shortOf);
    }
    order.lines().forEach(line -> onHand.merge(line.productId(), -line.quantity(), Integer::sum));
    held.put(order.id(), order.lines());
    return new Held();
  }

  @Override
  public StepResult settle(String orderId) {
    return link.call("settle", () -> settleNow(orderId), Unanswered::of);
  }

  private synchronized StepResult settleNow(String orderId) {
    if (released.contains(orderId)) {
      return new StepResult.Closed();
    }
    if (rejectSettle || !held.containsKey(orderId)) {
      return new StepResult.Rejected("NOT_HELD");
    }
    settled.add(orderId);
    return new StepResult.Done();
  }

  @Override
  public StepResult release(String orderId) {
    return link.call("release", () -> releaseNow(orderId), Unanswered::of);
  }

  private synchronized StepResult releaseNow(String orderId) {
    List<OrderLine> lines = held.getOrDefault(orderId, List.of());
    if (released.add(orderId)) {
      lines.forEach(line -> onHand.merge(line.productId(), line.quantity(), Integer::sum));
    }
    return new StepResult.Done();
  }
}
