// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** What can be said of the stock from outside, by reading its tables in one statement. */
final class StockAudit {
  private static final String DIFFERENCES =
      """
      WITH delivered AS (
        SELECT product_id, sum(quantity) AS delivered FROM delivery_lines GROUP BY product_id
      ), ordered AS (
        SELECT product_id,
               sum(quantity) FILTER (WHERE state = 'HELD') AS held,
               sum(quantity) FILTER (WHERE state IN ('SETTLED', 'RESTOCKED')) AS sold,
               sum(quantity) FILTER (WHERE state = 'RESTOCKED') AS restocked
          FROM hold_lines LEFT JOIN holds USING (order_id) GROUP BY product_id
      )
      SELECT format('%s: stock %s, deliveries %s, orders %s', product_id, s, d, o)
        FROM stock s FULL JOIN delivered d USING (product_id) FULL JOIN ordered o USING (product_id)
       WHERE s.delivered IS DISTINCT FROM d.delivered
          OR s.held IS DISTINCT FROM coalesce(o.held, 0)
          OR s.sold IS DISTINCT FROM coalesce(o.sold, 0)
          OR s.restocked IS DISTINCT FROM coalesce(o.restocked, 0)
          OR s.on_hand IS DISTINCT FROM s.delivered + s.restocked - s.held - s.sold
          OR s.on_hand < 0
      """;

  private final Jdbi jdbi;

  StockAudit(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Deliveries = on hand + held + sold - restocked, summed up from the lines. */
  void assertConserved() {
    List<String> differences =
        jdbi.withHandle(handle -> handle.createQuery(DIFFERENCES).mapTo(String.class).list());
    assertThat(differences).isEmpty();
  }

  /** As "on_hand 7, held 2, sold 1, restocked 0". */
  String stock(String productId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT format('on_hand %s, held %s, sold %s, restocked %s',"
                        + " on_hand, held, sold, restocked) FROM stock WHERE product_id = :id")
                .bind("id", productId)
                .mapTo(String.class)
                .one());
  }

  /** The state of an order's hold, or "unknown". */
  String state(String orderId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT state FROM holds WHERE order_id = :id")
                .bind("id", orderId)
                .mapTo(String.class)
                .findOne()
                .orElse("unknown"));
  }
}
