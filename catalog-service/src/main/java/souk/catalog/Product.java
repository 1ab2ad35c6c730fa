// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import souk.service.Money;

/** One thing that the shop sells, at its list price. */
record Product(
    String id, String name, String description, String category, Money price, String pictureUri) {
  static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");
  static final Pattern CATEGORY = Pattern.compile("[a-z0-9-]{1,40}");
  static final int MAX_NAME_LENGTH = 120;
  static final int MAX_DESCRIPTION_LENGTH = 2_000;

  Product {
    check(ID.matcher(id).matches(), "id", id);
    check(hasLength(name, MAX_NAME_LENGTH), "name", name);
    check(hasLength(description, MAX_DESCRIPTION_LENGTH), "description", description);
    check(CATEGORY.matcher(category).matches(), "category", category);
    check(price.isPositive(), "price", price);
    requireNonNull(pictureUri, "pictureUri");
  }

  private static boolean hasLength(String text, int max) {
    return !text.isEmpty() && text.codePointCount(0, text.length()) <= max;
  }

  private static void check(boolean holds, String what, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(what + ": " + value);
    }
  }
}
