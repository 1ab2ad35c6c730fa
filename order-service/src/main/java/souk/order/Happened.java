// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Something that happened to an order and is to be recorded.
 *
 * @param at by the clock of this machine, cut to milliseconds: as exact as it is stored
 * @param detail for people, cut to the contract's 200 characters
 */
record Happened(OrderEvent event, Instant at, String detail) {
  private static final int MAX_DETAIL = 200;

  Happened {
    if (event == OrderEvent.UNKNOWN) {
      throw new IllegalArgumentException("event: " + event + " (expected: one that is known)");
    }
    at = at.truncatedTo(ChronoUnit.MILLIS);
    if (detail.length() > MAX_DETAIL) {
      detail = detail.substring(0, MAX_DETAIL);
    }
  }

  static Happened plain(OrderEvent event, Instant at) {
    return new Happened(event, at, "");
  }
}
