// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.Optional;
import java.util.UUID;

/** What the rules of orders need to read. Each operation sees one moment of the database. */
interface OrderReads {
  /**
   * What is known of a request and its cart.
   *
   * @param countPendingTo the number of waiting orders from which on it doesn't matter how many
   */
  LookUp lookUp(String cartId, UUID requestId, int countPendingTo);

  Optional<Order> find(String orderId);

  /**
   * An order that is to be decided; empty once it is decided.
   *
   * @param overdue as the queue said when it gave the task
   */
  Optional<PendingOrder> findPending(Lease decide, boolean overdue);
}
