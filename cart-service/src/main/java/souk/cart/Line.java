// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import java.util.regex.Pattern;

/**
 * A quantity of one product.
 *
 * @param quantity pieces, 1 to {@value #MAX_QUANTITY}
 */
record Line(String productId, int quantity) {
  static final Pattern PRODUCT_ID = Pattern.compile("[a-z0-9-]{1,64}");
  static final int MAX_QUANTITY = 99;

  Line {
    if (!PRODUCT_ID.matcher(productId).matches()) {
      throw new IllegalArgumentException("not a product id");
    }
    if (quantity < 1 || quantity > MAX_QUANTITY) {
      throw new IllegalArgumentException("quantity " + quantity);
    }
  }
}
