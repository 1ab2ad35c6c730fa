// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static java.util.Objects.requireNonNull;

/**
 * Pieces of one product.
 *
 * @param quantity 0 or more; a delivery of 0 makes a product known
 */
record Line(String productId, long quantity) {
  Line {
    requireNonNull(productId, "productId");
    if (quantity < 0) {
      throw new IllegalArgumentException("quantity: " + quantity + " (expected: >= 0)");
    }
  }
}
