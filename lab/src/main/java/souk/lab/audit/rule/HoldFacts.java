// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.Map;

/**
 * What inventory has for an order.
 *
 * @param lines pieces of each product
 */
public record HoldFacts(String orderId, State state, Map<String, Long> lines) {
  public HoldFacts {
    lines = Map.copyOf(lines);
  }

  /** How a hold stands. */
  public enum State {
    HELD,
    SETTLED,
    FREED,
    RESTOCKED
  }

  /** Whether the order has the stock. */
  boolean isStanding() {
    return state == State.HELD || state == State.SETTLED;
  }
}
