// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Instant;

/**
 * A hybrid logical clock (Kulkarni and others, 2014), kept along one order: milliseconds since 1970
 * in the upper 48 bits, a counter in the lower 16. It stays near the machines' clocks and grows
 * strictly even where they go back or differ.
 */
final class LogicalTime {
  private static final int COUNTER_BITS = 16;

  private LogicalTime() {}

  /** The time of an event on a machine's clock, when no other came before. */
  static long of(Instant wallTime) {
    return wallTime.toEpochMilli() << COUNTER_BITS;
  }

  /** The time of an event after another one. */
  static long next(long last, Instant wallTime) {
    return Math.max(of(wallTime), last + 1);
  }
}
