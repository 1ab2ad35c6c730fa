// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

/**
 * The statements that read pages. They go on after a key instead of counting rows from the start
 * (OFFSET): page 100 costs what page 1 does, and nothing is shown twice when products come and go.
 */
final class PageSql {
  /**
   * What is looked for: the words as they are, and the same with the last one perhaps half typed,
   * unless there is a minus sign or a hyphen before it. Materialized, as otherwise it is made anew
   * for each product.
   */
  private static final String WANTED =
      """
      WITH wanted AS MATERIALIZED (
          SELECT whole, CASE WHEN :words ~ '(^|[ "])[^ "-]+$' AND CAST(whole AS text) LIKE '%'''
              THEN CAST(CAST(whole AS text) || ':*' AS tsquery) ELSE whole END AS begun
          FROM websearch_to_tsquery('english', :words) AS whole)
      """;

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
    return WANTED
        + """
        SELECT %1$s, CAST(rank AS text) AS key
        FROM (
            SELECT %1$s,
                CAST(ts_rank(words, begun) + CASE WHEN words @@ whole THEN 1 ELSE 0 END AS real) AS rank
            FROM wanted JOIN product ON words @@ begun) AS found
        %2$s
        ORDER BY rank DESC, id
        LIMIT :limit
        """
            .formatted(
                CatalogStore.COLUMNS,
                continuation
                    ? "WHERE rank < CAST(:key AS real) OR (rank = CAST(:key AS real) AND id > :id)"
                    : "");
  }
}
