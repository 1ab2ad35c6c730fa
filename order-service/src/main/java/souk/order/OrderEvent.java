// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** What can happen to an order; the names are the contract's, but for the last one. */
enum OrderEvent {
  PLACED,
  HELD,
  AUTHORIZED,
  CONFIRMED,
  REJECTED,
  CANCELLED,
  STOCK_SETTLED,
  PAYMENT_CAPTURED,
  CART_EMPTIED,
  STOCK_RELEASED,
  PAYMENT_REVERSED,
  /**
   * Something that a newer version has recorded: known to have happened, and when, but not what.
   */
  UNKNOWN;

  private static final Map<String, OrderEvent> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(OrderEvent::name, event -> event));

  static OrderEvent stored(String name) {
    return BY_NAME.getOrDefault(name, UNKNOWN);
  }
}
