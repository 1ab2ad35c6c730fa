// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The durable side of a checkout. No operation holds a transaction when it is done. */
interface OrderBook {
  /** What is known of a request and its cart. */
  LookUp lookUp(String cartId, UUID requestId);

  /** Whether an order of the request is stored; see {@link OrderReads#isPlaced}. */
  boolean isPlaced(String cartId, UUID requestId);

  /**
   * Stores an order and the task to decide it.
   *
   * @param leased whether the caller will decide it now; otherwise any worker may take it at once
   */
  PlaceResult place(NewOrder order, boolean leased);

  /**
   * Decides, by compare-and-set.
   *
   * @param happened what is recorded with the decision, in order; the decision itself comes last
   * @return empty when it was decided before, or when the lease is lost
   */
  Optional<Order> decide(PendingOrder pending, Transition decision, List<Happened> happened);
}
