// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The SQL. Each method is one statement, committed by itself, so that a lost connection leaves all
 * of it or nothing.
 *
 * <p>Two rules keep it free of deadlocks. Rows of stock are locked in product order: an UPDATE
 * locks them in any order, hence the SELECT ... FOR UPDATE before it. And an order's row is written
 * last, when no stock is left to wait for: a hold that meets the row, with its stock locked, waits
 * for whoever is writing it (but not for who has only locked it). The parts of a statement run in
 * no order but that of what they read; count(*), unlike EXISTS, reads all of a part.
 *
 * <p>The statements count on READ COMMITTED, where FOR UPDATE gives a row as it is once its lock is
 * had, not as it was when the statement began. Thread-safe.
 */
final class InventoryStore {
  private static final RowMapper<Line> LINE =
      (row, context) -> new Line(row.getString("product_id"), row.getLong("quantity"));

  // Stock that falls short is not locked: a sold-out product is answered by reading alone.
  private static final String HOLD =
      """
      WITH wanted AS (
        SELECT product_id, quantity
          FROM unnest(:productIds::varchar[], :quantities::bigint[]) AS w(product_id, quantity)
      ), locked AS (
        SELECT s.product_id
          FROM stock s JOIN wanted w ON s.product_id = w.product_id
         WHERE s.on_hand >= w.quantity
         ORDER BY s.product_id
           FOR UPDATE OF s
      ), short AS (
        SELECT product_id FROM wanted WHERE product_id NOT IN (SELECT product_id FROM locked)
      ), hold AS (
        INSERT INTO holds (order_id, state)
        SELECT :orderId, 'HELD' WHERE NOT EXISTS (SELECT 1 FROM short)
        ON CONFLICT (order_id) DO NOTHING
        RETURNING order_id
      ), lines AS (
        INSERT INTO hold_lines (order_id, product_id, quantity)
        SELECT h.order_id, w.product_id, w.quantity FROM hold h CROSS JOIN wanted w
        RETURNING product_id, quantity
      ), taken AS (
        UPDATE stock s SET on_hand = s.on_hand - l.quantity, held = s.held + l.quantity
          FROM lines l WHERE s.product_id = l.product_id
      )
      SELECT EXISTS (SELECT 1 FROM hold) AS held,
             ARRAY(SELECT product_id FROM short ORDER BY product_id) AS short
      """;

  private static final String SETTLE =
      """
      WITH hold AS (
        SELECT order_id, state FROM holds WHERE order_id = :orderId FOR UPDATE
      ), lines AS (
        SELECT s.product_id, l.quantity
          FROM hold h
          JOIN hold_lines l ON l.order_id = h.order_id
          JOIN stock s ON s.product_id = l.product_id
         WHERE h.state = 'HELD'
         ORDER BY s.product_id
           FOR UPDATE OF s
      ), sold AS (
        UPDATE stock s SET held = s.held - l.quantity, sold = s.sold + l.quantity
          FROM lines l WHERE s.product_id = l.product_id
        RETURNING s.product_id
      ), settled AS (
        UPDATE holds SET state = 'SETTLED', changed_at = now()
         WHERE order_id = :orderId AND (SELECT count(*) FROM sold) > 0
      )
      SELECT state FROM hold
      """;

  // All of a row of stock is written as it was locked. PostgreSQL checks an UPDATE's constraints
  // first on the row that the snapshot shows, and only then sees that the row has changed: a sale
  // that was committed while this waited for the order's row is not in it, and what is restocked
  // would be more than was ever sold.
  private static final String RELEASE =
      """
      WITH hold AS (
        SELECT order_id, state FROM holds WHERE order_id = :orderId FOR UPDATE
      ), lines AS (
        SELECT s.product_id,
               s.delivered,
               s.on_hand,
               s.held,
               s.sold,
               s.restocked,
               l.quantity,
               CASE h.state WHEN 'HELD' THEN l.quantity ELSE 0 END AS freed,
               CASE h.state WHEN 'SETTLED' THEN l.quantity ELSE 0 END AS returned
          FROM hold h
          JOIN hold_lines l ON l.order_id = h.order_id
          JOIN stock s ON s.product_id = l.product_id
         WHERE h.state IN ('HELD', 'SETTLED')
         ORDER BY s.product_id
           FOR UPDATE OF s
      ), put_back AS (
        UPDATE stock s
           SET delivered = l.delivered,
               on_hand = l.on_hand + l.quantity,
               held = l.held - l.freed,
               sold = l.sold,
               restocked = l.restocked + l.returned
          FROM lines l WHERE s.product_id = l.product_id
        RETURNING s.product_id
      ), released AS (
        UPDATE holds
           SET state = CASE state WHEN 'HELD' THEN 'FREED' ELSE 'RESTOCKED' END, changed_at = now()
         WHERE order_id = :orderId AND (SELECT count(*) FROM put_back) > 0
      )
      SELECT state FROM hold
      """;

  private static final String DELIVER =
      """
      WITH delivery AS (
        INSERT INTO deliveries (delivery_id) VALUES (:deliveryId)
        ON CONFLICT (delivery_id) DO NOTHING
        RETURNING delivery_id
      ), lines AS (
        INSERT INTO delivery_lines (delivery_id, product_id, quantity)
        SELECT d.delivery_id, w.product_id, w.quantity
          FROM delivery d
         CROSS JOIN unnest(:productIds::varchar[], :quantities::bigint[]) AS w(product_id, quantity)
        RETURNING product_id, quantity
      ), stocked AS (
        INSERT INTO stock (product_id, delivered, on_hand)
        SELECT product_id, quantity, quantity FROM lines ORDER BY product_id
        ON CONFLICT (product_id) DO UPDATE
          SET delivered = stock.delivered + excluded.delivered,
              on_hand = stock.on_hand + excluded.on_hand
      )
      SELECT EXISTS (SELECT 1 FROM delivery)
      """;

  private final Jdbi jdbi;

  InventoryStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * What {@link #hold} did.
   *
   * @param held whether it holds now what it did not before
   * @param shortProductIds why not; empty when the order is known already
   */
  record Attempt(boolean held, List<String> shortProductIds) {
    Attempt {
      shortProductIds = List.copyOf(shortProductIds);
    }
  }

  /** Of the products that are known. */
  Map<String, Long> onHand(List<String> productIds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT product_id, on_hand AS quantity FROM stock"
                        + " WHERE product_id = ANY (:productIds)")
                .bindArray("productIds", String.class, productIds)
                .map(LINE)
                .collect(toMap(Line::productId, Line::quantity)));
  }

  /** Holds all lines for an order that is not known yet, if all can be had. */
  Attempt hold(String orderId, Lines lines) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(HOLD)
                .bind("orderId", orderId)
                .bind("productIds", lines.productIds())
                .bind("quantities", lines.quantities())
                .map(
                    (row, context) ->
                        new Attempt(
                            row.getBoolean("held"),
                            List.of((String[]) row.getArray("short").getArray())))
                .one());
  }

  /** Sells what is held. Gives the state before; empty, with nothing done, of an unknown order. */
  Optional<HoldState> settle(String orderId) {
    return state(SETTLE, orderId);
  }

  /**
   * Frees what is held, or restocks what was sold. Gives the state before; empty, with nothing
   * done, of an unknown order.
   */
  Optional<HoldState> release(String orderId) {
    return state(RELEASE, orderId);
  }

  /** Leaves the tombstone of an order that never held. False, with nothing done, of a known one. */
  boolean bury(String orderId) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        "INSERT INTO holds (order_id, state) VALUES (:orderId, 'FREED')"
                            + " ON CONFLICT (order_id) DO NOTHING")
                    .bind("orderId", orderId)
                    .execute()
                == 1);
  }

  Optional<HoldState> state(String orderId) {
    return state("SELECT state FROM holds WHERE order_id = :orderId", orderId);
  }

  private Optional<HoldState> state(String sql, String orderId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(sql)
                .bind("orderId", orderId)
                .map((row, context) -> HoldState.valueOf(row.getString("state")))
                .findOne());
  }

  /** The lines of an order that holds or held. They never change. */
  Lines heldLines(String orderId) {
    return lines("SELECT product_id, quantity FROM hold_lines WHERE order_id = :id", orderId);
  }

  /** Takes in a delivery that is not known yet. False, with nothing done, of a known one. */
  boolean deliver(String deliveryId, Lines lines) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(DELIVER)
                .bind("deliveryId", deliveryId)
                .bind("productIds", lines.productIds())
                .bind("quantities", lines.quantities())
                .mapTo(boolean.class)
                .one());
  }

  /** The lines of a known delivery. They never change. */
  Lines deliveredLines(String deliveryId) {
    return lines(
        "SELECT product_id, quantity FROM delivery_lines WHERE delivery_id = :id", deliveryId);
  }

  private Lines lines(String sql, String id) {
    return jdbi.withHandle(
        handle -> new Lines(handle.createQuery(sql).bind("id", id).map(LINE).list()));
  }
}
