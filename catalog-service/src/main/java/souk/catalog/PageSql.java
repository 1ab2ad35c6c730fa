// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

/**
 * The statements that read pages. They go on after a key instead of counting rows from the start
 * (OFFSET): page 100 costs what page 1 does, and nothing is shown twice when products come and go.
 */
final class PageSql {
  private static final String WHOLE = "websearch_to_tsquery('english', :words)";

  /** The last word may be half typed, unless there is a minus sign or a hyphen before it. */
  private static final String BEGUN =
      """
      CASE WHEN :words ~ '(^|[ "])[^ "-]+$' AND CAST(%1$s AS text) LIKE '%%'''
          THEN CAST(CAST(%1$s AS text) || ':*' AS tsquery) ELSE %1$s END
      """
          .formatted(WHOLE)
          .strip();

  private PageSql() {}

  /**
   * Takes {@code category} if the listing has one, {@code key} and {@code id} if it is a
   * continuation, and {@code limit}.
   */
  static String list(Listing listing, boolean continuation) {
    String column = listing.order().column();
    StringBuilder sql = new StringBuilder("SELECT ").append(CatalogStore.COLUMNS);
    sql.append(", CAST(").append(column).append(" AS text) AS key FROM product WHERE TRUE");
    if (listing.isOfOneCategory()) {
      sql.append(" AND category = :category");
    }
    if (continuation) {
      sql.append(after(listing.order()));
    }
    return sql.append(" ORDER BY ")
        .append(column)
        .append(listing.order().isDescending() ? " DESC, id" : ", id")
        .append(" LIMIT :limit")
        .toString();
  }

  private static String after(ListOrder order) {
    String type = order.sortKey() == SortKey.PRICE ? "bigint" : "text";
    String key = "CAST(:key AS " + type + ")";
    // Ids ascend even where the key descends, so that only the first can be compared as a row.
    return order.isDescending()
        ? " AND %1$s <= %2$s AND (%1$s < %2$s OR id > :id)".formatted(order.column(), key)
        : " AND (%s, id) > (%s, :id)".formatted(order.column(), key);
  }

  /**
   * Takes {@code words}, {@code key} and {@code id} if it is a continuation, and {@code limit}.
   * What has all words as they are comes before what has a word that only begins as the last one.
   * The rank of a product and a query is always the same float, so that it can be compared for
   * equality.
   */
  static String search(boolean continuation) {
    return """
        SELECT %1$s, CAST(rank AS text) AS key
        FROM (
            SELECT %1$s,
                CAST(ts_rank(words, %3$s) + CASE WHEN words @@ %4$s THEN 1 ELSE 0 END AS real) AS rank
            FROM product
            WHERE words @@ %3$s) AS found
        %2$s
        ORDER BY rank DESC, id
        LIMIT :limit
        """
        .formatted(
            CatalogStore.COLUMNS,
            continuation
                ? "WHERE rank < CAST(:key AS real) OR (rank = CAST(:key AS real) AND id > :id)"
                : "",
            BEGUN,
            WHOLE);
  }
}
