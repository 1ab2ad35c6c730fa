// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.Optional;

/** How orders are placed and changed: each operation is one transaction. */
interface OrderWrites {
  /**
   * Stores an order, its lines, its timeline's beginning and the task to decide it; or nothing.
   *
   * @param leased whether the task is the placer's; otherwise any worker may take it at once
   */
  PlaceResult place(NewOrder order, boolean leased);

  /**
   * Changes an order's state with all that belongs to it, if it is still as it was read.
   *
   * @param before as it was read
   * @param after of it, with one more version and a longer timeline
   * @param lease that must still stand, where the change is a task's; the version alone makes it
   *     safe, the lease keeps a worker that was paused from deciding by what it knew before
   * @return whether it was changed
   */
  boolean change(Order before, Order after, Transition transition, Optional<Lease> lease);
}
