// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import org.jdbi.v3.core.Jdbi;

/** What the rules of orders stand on: where orders are kept, and who takes part. */
record Parts(OrderReads reads, OrderWrites writes, Participants shop) {
  /** Makes them; as {@link #of}. */
  @FunctionalInterface
  interface Maker {
    Parts make(String instance, OrderConfig config, Jdbi jdbi, Participants shop);
  }

  /**
   * Orders in their database.
   *
   * @param instance this process's name, for people
   */
  static Parts of(String instance, OrderConfig config, Jdbi jdbi, Participants shop) {
    return new Parts(
        new OrderReader(jdbi), new OrderStore(jdbi, instance, config.queue().lease()), shop);
  }
}
