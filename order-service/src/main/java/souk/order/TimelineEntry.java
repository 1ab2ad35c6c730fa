// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** Something that happened to an order, at its place in the order's history. */
record TimelineEntry(OrderEvent event, long logicalTime, Instant wallTime, String detail) {
  TimelineEntry {
    requireNonNull(event, "event");
    requireNonNull(wallTime, "wallTime");
    requireNonNull(detail, "detail");
  }

  static TimelineEntry after(long lastLogicalTime, Happened happened) {
    return new TimelineEntry(
        happened.event(),
        LogicalTime.next(lastLogicalTime, happened.at()),
        happened.at(),
        happened.detail());
  }
}
