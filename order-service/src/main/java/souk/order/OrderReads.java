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

  /**
   * Whether an order of the request is stored. When one is about to be, this waits until it is, or
   * is not: 3 s at most, then it throws.
   *
   * <p>With it, who refuses a request can be sure that no attempt whose deadline was past before
   * this call places anything after it. A placement locks its request, then reads the database's
   * clock, then stores, and the lock is given back when the order can be seen. This call takes the
   * lock and looks once it has it. So either the placement had the lock before: then its order is
   * seen here. Or it gets it later: then it reads a later time than this call's, which is past its
   * deadline, and stores nothing.
   *
   * <p>This is the deadline that the attempt has here. It travels as the time that is left, and is
   * counted from when the request comes in: a request that was long on its way, or lay in the
   * buffers of a process that was paused, may be in time here when its caller has long given up.
   * What stops that one is its cancellation, which follows it on the same connection, and is looked
   * at right before placing.
   */
  boolean isPlaced(String cartId, UUID requestId);

  Optional<Order> find(String orderId);

  /**
   * An order that is to be decided; empty once it is decided.
   *
   * @param overdue as the queue said when it gave the task
   */
  Optional<PendingOrder> findPending(Lease decide, boolean overdue);
}
