// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import java.util.Optional;

/** An order to list products in. Ties are in the order of ids, in every one of them. */
enum ListOrder {
  NAME("name", SortKey.NAME, "name", false),
  NAME_DESCENDING("name desc", SortKey.NAME, "name", true),
  PRICE("price", SortKey.PRICE, "price_minor", false),
  PRICE_DESCENDING("price desc", SortKey.PRICE, "price_minor", true);

  static final ListOrder DEFAULT = NAME;

  private final String orderBy;
  private final SortKey sortKey;
  private final String column;
  private final boolean descending;

  ListOrder(String orderBy, SortKey sortKey, String column, boolean descending) {
    this.orderBy = orderBy;
    this.sortKey = sortKey;
    this.column = column;
    this.descending = descending;
  }

  /**
   * The order that a request names, the default one for an empty text; empty for an unknown one.
   */
  static Optional<ListOrder> named(String orderBy) {
    if (orderBy.isEmpty()) {
      return Optional.of(DEFAULT);
    }
    for (ListOrder order : values()) {
      if (order.orderBy.equals(orderBy)) {
        return Optional.of(order);
      }
    }
    return Optional.empty();
  }

  SortKey sortKey() {
    return sortKey;
  }

  String column() {
    return column;
  }

  boolean isDescending() {
    return descending;
  }
}
