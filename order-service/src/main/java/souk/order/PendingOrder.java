// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

/**
 * An order to be decided, with what only its coordinator needs.
 *
 * @param lease of the task DECIDE
 * @param overdue whether it has waited longer than a shopper is to wait, by the database's clock
 */
record PendingOrder(Order order, CardToken cardToken, Lease lease, boolean overdue) {
  PendingOrder {
    requireNonNull(cardToken, "cardToken");
    requireNonNull(lease, "lease");
    if (order.isDecided()) {
      throw new IllegalArgumentException(order + " (expected: PENDING)");
    }
  }
}
