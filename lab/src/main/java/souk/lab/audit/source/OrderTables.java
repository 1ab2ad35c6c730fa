// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import souk.lab.audit.rule.CartSpan;
import souk.lab.audit.rule.OrderFacts;
import souk.lab.audit.rule.OrderFacts.TaskFacts;
import souk.v1.Order;

/** What the order service keeps. */
final class OrderTables {
  /** In the order of bytes, which is Java's for these ids, whatever the database's own is. */
  private static final String ORDERS =
      """
      SELECT o.order_id, o.cart_id, o.request_id::text AS request_id, o.state, o.reason,
        o.cart_open, o.total_minor, o.created_at, l.products, l.quantities,
        COALESCE(l.total, 0) AS lines_total, t.events, t.changed_at, t.decided_at,
        k.kinds, k.attempts, k.parked, k.errors
      FROM orders o
      LEFT JOIN (
        SELECT order_id, array_agg(product_id::text) AS products,
          array_agg(quantity::bigint) AS quantities,
          sum(quantity * unit_price_minor)::bigint AS total
        FROM order_lines GROUP BY order_id) l ON l.order_id = o.order_id
      LEFT JOIN (
        SELECT order_id, array_agg(event) AS events, max(wall_time) AS changed_at,
          min(wall_time) FILTER (WHERE event IN ('CONFIRMED', 'REJECTED', 'CANCELLED')) AS decided_at
        FROM order_timeline GROUP BY order_id) t ON t.order_id = o.order_id
      LEFT JOIN (
        SELECT order_id, array_agg(kind ORDER BY kind) AS kinds,
          array_agg(attempts::bigint ORDER BY kind) AS attempts,
          array_agg(parked_reason ORDER BY kind) AS parked,
          array_agg(last_error ORDER BY kind) AS errors
        FROM tasks GROUP BY order_id) k ON k.order_id = o.order_id
      ORDER BY o.order_id COLLATE "C"
      """;

  /** Orders that left something behind. */
  private static final String REMAINS =
      """
      SELECT order_id, string_agg(DISTINCT what, ', ' ORDER BY what) AS remains FROM (
        SELECT order_id, 'lines' AS what FROM order_lines
        UNION ALL SELECT order_id, 'a timeline' FROM order_timeline
        UNION ALL SELECT order_id, 'tasks' FROM tasks) left_behind
      WHERE NOT EXISTS (SELECT 1 FROM orders WHERE orders.order_id = left_behind.order_id)
      GROUP BY order_id
      """;

  private static final String SPANS =
      """
      SELECT o.cart_id, o.order_id, o.created_at, t.confirmed_at, t.emptied_at, t.ended_at
      FROM orders o
      JOIN (SELECT cart_id FROM orders GROUP BY cart_id HAVING count(*) > 1) c
        ON c.cart_id = o.cart_id
      LEFT JOIN (
        SELECT order_id,
          min(wall_time) FILTER (WHERE event = 'CONFIRMED') AS confirmed_at,
          min(wall_time) FILTER (WHERE event = 'CART_EMPTIED') AS emptied_at,
          min(wall_time) FILTER (WHERE event IN ('REJECTED', 'CANCELLED')) AS ended_at
        FROM order_timeline GROUP BY order_id) t ON t.order_id = o.order_id
      ORDER BY o.cart_id, o.created_at, o.cart_order
      """;

  private OrderTables() {}

  /** An order of which there is something left, and what. */
  record Remains(String orderId, String what) {}

  /** All orders, by id. */
  static Rows<OrderFacts> orders(Moment moment) {
    return moment.rows(ORDERS, OrderTables::order);
  }

  static Rows<Remains> remains(Moment moment) {
    return moment.rows(
        REMAINS, row -> new Remains(row.getString("order_id"), row.getString("remains")));
  }

  /** The orders of carts that had more than one, by cart, in the order of placing. */
  static Rows<CartSpan> spans(Moment moment) {
    return moment.rows(SPANS, OrderTables::span);
  }

  private static OrderFacts order(ResultSet row) throws SQLException {
    Instant created = Columns.instant(row, "created_at");
    Instant changed = Columns.instantOrNull(row, "changed_at");
    Set<String> events = new HashSet<>();
    for (String event : Columns.texts(row, "events")) {
      if (event != null) {
        events.add(event);
      }
    }
    String reason = row.getString("reason");
    return new OrderFacts(
        row.getString("order_id"),
        row.getString("cart_id"),
        row.getString("request_id"),
        Order.State.valueOf(row.getString("state")),
        reason.equals("NONE") ? "" : reason,
        row.getBoolean("cart_open"),
        row.getLong("total_minor"),
        Columns.lines(row, "products", "quantities"),
        row.getLong("lines_total"),
        events,
        created,
        changed == null || changed.isBefore(created) ? created : changed,
        Columns.instantOrNull(row, "decided_at"),
        tasks(row));
  }

  private static List<TaskFacts> tasks(ResultSet row) throws SQLException {
    List<@Nullable String> kinds = Columns.texts(row, "kinds");
    if (kinds.isEmpty()) {
      return List.of();
    }
    List<@Nullable String> parked = Columns.texts(row, "parked");
    List<@Nullable String> errors = Columns.texts(row, "errors");
    Array array = row.getArray("attempts");
    Long[] attempts = (Long[]) array.getArray();
    List<TaskFacts> tasks = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      tasks.add(
          new TaskFacts(
              String.valueOf(kinds.get(i)),
              Math.toIntExact(attempts[i]),
              parked.get(i),
              errors.get(i)));
    }
    return tasks;
  }

  private static CartSpan span(ResultSet row) throws SQLException {
    boolean wasConfirmed = Columns.instantOrNull(row, "confirmed_at") != null;
    return new CartSpan(
        row.getString("cart_id"),
        row.getString("order_id"),
        wasConfirmed,
        Columns.instant(row, "created_at"),
        Columns.instantOrNull(row, wasConfirmed ? "emptied_at" : "ended_at"));
  }
}
