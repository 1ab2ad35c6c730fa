// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import souk.service.LogId;

/**
 * The right to work on a task until its lease ends, and to say how it ended.
 *
 * @param number of this taking; a later taking has a higher one and ends the right
 */
record Lease(String orderId, TaskKind kind, long number) {
  Lease {
    requireNonNull(orderId, "orderId");
    requireNonNull(kind, "kind");
  }

  @Override
  public String toString() {
    return kind + " of order " + LogId.of(orderId) + ", lease " + number;
  }
}
