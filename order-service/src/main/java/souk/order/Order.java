// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import com.google.type.PostalAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import souk.service.LogId;
import souk.service.Money;

/**
 * An order as it stands.
 *
 * @param createTime by the database's clock
 * @param timeline in logical order, never empty
 * @param version grows with each change; what a change compares before it sets
 */
record Order(
    String id,
    String cartId,
    OrderState state,
    OrderReason reason,
    List<OrderLine> lines,
    Money total,
    PostalAddress shipTo,
    Instant createTime,
    List<TimelineEntry> timeline,
    long version) {
  Order {
    requireNonNull(id, "id");
    requireNonNull(cartId, "cartId");
    requireNonNull(state, "state");
    requireNonNull(reason, "reason");
    requireNonNull(total, "total");
    requireNonNull(shipTo, "shipTo");
    requireNonNull(createTime, "createTime");
    lines = List.copyOf(lines);
    timeline = List.copyOf(timeline);
    if (lines.isEmpty() || timeline.isEmpty()) {
      throw new IllegalArgumentException("an order has lines and a timeline");
    }
  }

  boolean isDecided() {
    return state != OrderState.PENDING;
  }

  long logicalTime() {
    return timeline.getLast().logicalTime();
  }

  /**
   * This order after a change of state.
   *
   * @param happened what is recorded with the change, in order; the change itself comes last
   * @throws IllegalStateException when the change is not allowed from where the order stands
   */
  Order after(Transition transition, List<Happened> happened) {
    if (!transition.isAllowedFrom(state)) {
      throw new IllegalStateException(transition + " of an order that is " + state);
    }
    List<TimelineEntry> longer = new ArrayList<>(timeline);
    for (Happened event : happened) {
      longer.add(TimelineEntry.after(longer.getLast().logicalTime(), event));
    }
    return new Order(
        id,
        cartId,
        transition.to(),
        transition.reason(),
        lines,
        total,
        shipTo,
        createTime,
        longer,
        version + 1);
  }

  /** For logs: neither its id, which is a right, nor its address. */
  @Override
  public String toString() {
    return "order " + LogId.of(id) + " " + state + " v" + version;
  }
}
