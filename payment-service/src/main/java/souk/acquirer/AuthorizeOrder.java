// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import static java.util.Objects.requireNonNull;

import souk.service.Money;

/** Asks to reserve money on a card, given as its token. */
record AuthorizeOrder(String key, Money amount, String card) {
  AuthorizeOrder {
    requireNonNull(key, "key");
    requireNonNull(card, "card");
    if (!amount.isPositive()) {
      throw new IllegalArgumentException("amount: " + amount + " (expected: above zero)");
    }
  }

  /** Without the card. */
  @Override
  public String toString() {
    return key + " for " + amount;
  }
}
