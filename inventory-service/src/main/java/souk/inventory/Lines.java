// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import java.util.Comparator;
import java.util.List;

/**
 * What an order holds or a delivery brings: at least one line, each of another product, always in
 * product order, so that two are equal when they say the same.
 */
record Lines(List<Line> all) {
  Lines {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no lines");
    }
    if (all.stream().map(Line::productId).distinct().count() < all.size()) {
      throw new IllegalArgumentException("two lines of one product");
    }
    all = all.stream().sorted(Comparator.comparing(Line::productId)).toList();
  }

  String[] productIds() {
    return all.stream().map(Line::productId).toArray(String[]::new);
  }

  Long[] quantities() {
    return all.stream().map(Line::quantity).toArray(Long[]::new);
  }
}
