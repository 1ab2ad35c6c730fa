// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import souk.service.Money;

/**
 * An order that is about to be placed.
 *
 * @param orderOfCart 1 for the cart's first; one more than were seen before the cart was read
 * @param placedAt by this machine's clock, cut to milliseconds
 * @param lastMoment by the database's clock: after it, it is not placed any more
 */
record NewOrder(
    String id,
    Purchase purchase,
    List<OrderLine> lines,
    int orderOfCart,
    Instant placedAt,
    Instant lastMoment) {
  NewOrder {
    requireNonNull(id, "id");
    requireNonNull(purchase, "purchase");
    placedAt = placedAt.truncatedTo(ChronoUnit.MILLIS);
    requireNonNull(lastMoment, "lastMoment");
    lines = List.copyOf(lines);
  }

  Money total() {
    return lines.stream().map(OrderLine::total).reduce(Money::plus).orElseThrow();
  }

  /** The order as it is once stored. */
  Order placed(Instant createTime) {
    return new Order(
        id,
        purchase.cartId(),
        OrderState.PENDING,
        OrderReason.NONE,
        lines,
        total(),
        purchase.shipTo(),
        createTime,
        List.of(TimelineEntry.after(0, Happened.plain(OrderEvent.PLACED, placedAt))),
        1);
  }
}
