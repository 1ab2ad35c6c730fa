// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.function.Supplier;

/** How many orders this instance may decide at once, and where it does so. */
interface DecisionSlots {
  /** A place to decide an order in, or one that is not there when all are taken. Never waits. */
  Slot reserve();

  /** Confined to one thread; given back by closing it, unless it was used. */
  interface Slot extends AutoCloseable {
    boolean isThere();

    /**
     * Decides in a context of its own, whatever becomes of the caller; does nothing when the slot
     * is not there, since then the order's task waits for a worker.
     */
    void decide(PendingOrder pending, Supplier<TaskOutcome> decision);

    @Override
    void close();
  }
}
