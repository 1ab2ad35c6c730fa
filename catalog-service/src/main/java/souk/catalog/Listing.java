// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

/**
 * Which products to list, in which order.
 *
 * @param category empty for all
 */
record Listing(String category, ListOrder order) {
  Listing {
    if (!category.isEmpty() && !Product.CATEGORY.matcher(category).matches()) {
      throw new IllegalArgumentException("category: " + category);
    }
  }

  boolean isOfOneCategory() {
    return !category.isEmpty();
  }
}
