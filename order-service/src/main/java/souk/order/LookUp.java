// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known before anything is asked of others or stored, read together.
 *
 * @param databaseTime when it was read, by the database's clock
 * @param same the order of the same cart and request id
 * @param openOrderId the order that this cart may not be checked out beside
 * @param ordersOfCart how many orders the cart has had
 * @param pendingOrders how many wait for a decision, in the whole shop
 */
record LookUp(
    Instant databaseTime,
    Optional<Known> same,
    Optional<String> openOrderId,
    int ordersOfCart,
    int pendingOrders) {
  LookUp {
    requireNonNull(databaseTime, "databaseTime");
    requireNonNull(same, "same");
    requireNonNull(openOrderId, "openOrderId");
  }

  /** An order and what was asked for when it was placed. */
  record Known(Order order, RequestHash hash) {
    public Known {
      requireNonNull(order, "order");
      requireNonNull(hash, "hash");
    }
  }
}
