// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import souk.service.Money;

/** A quantity of one product, at the price it is bought at. */
record OrderLine(String productId, String name, int quantity, Money unitPrice) {
  OrderLine {
    requireNonNull(productId, "productId");
    requireNonNull(name, "name");
    if (quantity < 1) {
      throw new IllegalArgumentException("quantity: " + quantity + " (expected: above 0)");
    }
    if (!unitPrice.isPositive()) {
      throw new IllegalArgumentException("unitPrice: " + unitPrice + " (expected: above 0)");
    }
  }

  Money total() {
    return unitPrice.times(quantity);
  }
}
