// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import souk.lab.audit.rule.HoldFacts;
import souk.lab.audit.rule.StockFacts;

/** What inventory keeps. */
final class StockTables {
  private static final String HOLDS =
      """
      SELECT h.order_id, h.state, l.products, l.quantities
      FROM holds h
      LEFT JOIN (
        SELECT order_id, array_agg(product_id::text) AS products,
          array_agg(quantity::bigint) AS quantities
        FROM hold_lines GROUP BY order_id) l ON l.order_id = h.order_id
      ORDER BY h.order_id COLLATE "C"
      """;

  /** Also products that have records and no counters, and the other way round. */
  private static final String PRODUCTS =
      """
      WITH delivered AS (
        SELECT product_id, sum(quantity) AS quantity FROM delivery_lines GROUP BY product_id),
      lines AS (
        SELECT l.product_id,
          sum(l.quantity) FILTER (WHERE h.state = 'HELD') AS holding,
          sum(l.quantity) FILTER (WHERE h.state IN ('SETTLED', 'RESTOCKED')) AS settled,
          sum(l.quantity) FILTER (WHERE h.state = 'RESTOCKED') AS returned
        FROM hold_lines l JOIN holds h ON h.order_id = l.order_id GROUP BY l.product_id)
      SELECT product_id,
        COALESCE(s.delivered, 0) AS delivered, COALESCE(s.on_hand, 0) AS on_hand,
        COALESCE(s.held, 0) AS held, COALESCE(s.sold, 0) AS sold,
        COALESCE(s.restocked, 0) AS restocked, COALESCE(d.quantity, 0) AS deliveries,
        COALESCE(l.holding, 0) AS holding, COALESCE(l.settled, 0) AS settled,
        COALESCE(l.returned, 0) AS returned
      FROM stock s FULL JOIN delivered d USING (product_id) FULL JOIN lines l USING (product_id)
      ORDER BY product_id
      """;

  private StockTables() {}

  /** All holds, by order. */
  static Rows<HoldFacts> holds(Moment moment) {
    return moment.rows(
        HOLDS,
        row ->
            new HoldFacts(
                row.getString("order_id"),
                HoldFacts.State.valueOf(row.getString("state")),
                Columns.lines(row, "products", "quantities")));
  }

  static Rows<StockFacts> products(Moment moment) {
    return moment.rows(
        PRODUCTS,
        row ->
            new StockFacts(
                row.getString("product_id"),
                row.getLong("delivered"),
                row.getLong("on_hand"),
                row.getLong("held"),
                row.getLong("sold"),
                row.getLong("restocked"),
                row.getLong("deliveries"),
                row.getLong("holding"),
                row.getLong("settled"),
                row.getLong("returned")));
  }
}
