// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.List;

/**
 * What an order needs of the inventory. Every operation is keyed by the order and may be repeated.
 * A call blocks, and ends by its deadline.
 */
interface Inventory {
  /** Holds all lines or none; held once, it stays held until the order is settled or released. */
  HoldResult hold(Order order);

  /** Sells what is held. */
  StepResult settle(String orderId);

  /** Frees what is held or restocks what was sold, and refuses the order for ever. */
  StepResult release(String orderId);

  /** What became of a hold. */
  sealed interface HoldResult permits Held, OutOfStock, HoldClosed, Unanswered {}

  record Held() implements HoldResult {}

  /** Nothing is held: these can't be had in full. */
  record OutOfStock(List<String> productIds) implements HoldResult {
    public OutOfStock {
      productIds = List.copyOf(productIds);
    }
  }

  /** The order was released before: somebody else has decided it. */
  record HoldClosed() implements HoldResult {}
}
