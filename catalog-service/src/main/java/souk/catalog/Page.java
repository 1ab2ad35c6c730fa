// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A part of a sorted list of products.
 *
 * @param next where the page after it goes on; empty on the last
 */
record Page(List<Product> products, Optional<Position> next) {
  Page {
    products = List.copyOf(products);
  }

  /**
   * A place between two products of a sorted list: after the one with this sort key and id. It
   * stays a place when that product changes or goes, so that pages need no snapshot.
   *
   * @param key as {@link SortKey} reads it
   */
  record Position(String key, String id) {
    Position {
      if (!Product.ID.matcher(id).matches()) {
        throw new IllegalArgumentException("id: " + id);
      }
    }
  }
}
