// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import java.util.List;

/** What became of a hold. */
sealed interface HoldResult {
  /** All lines are held, or sold already. */
  record Held() implements HoldResult {}

  /**
   * Nothing is held and nothing recorded.
   *
   * @param shortProductIds what can't be had in full, in product order
   */
  record OutOfStock(List<String> shortProductIds) implements HoldResult {
    public OutOfStock {
      if (shortProductIds.isEmpty()) {
        throw new IllegalArgumentException("no product is short");
      }
      shortProductIds = List.copyOf(shortProductIds);
    }
  }

  /** The order was released before. */
  record Closed() implements HoldResult {}
}
