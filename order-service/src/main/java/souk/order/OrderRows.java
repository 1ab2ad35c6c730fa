// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.type.PostalAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import souk.service.Money;
import souk.service.Refusal;

/** How an order is read: whole, by one statement, so that its parts fit each other. */
final class OrderRows {
  /** To be followed by a condition on {@code o}. */
  static final String SELECT =
      """
      SELECT o.order_id, o.cart_id, o.state, o.reason, o.version, o.currency, o.total_minor,
             o.ship_to, o.created_at, o.request_hash, o.card_token, o.email,
             l.product_ids, l.names, l.quantities, l.prices, t.events, t.times, t.walls, t.details
      FROM orders o
      CROSS JOIN LATERAL (
        SELECT array_agg(product_id ORDER BY position) AS product_ids,
               array_agg(name ORDER BY position) AS names,
               array_agg(quantity ORDER BY position) AS quantities,
               array_agg(unit_price_minor ORDER BY position) AS prices
        FROM order_lines WHERE order_id = o.order_id) l
      CROSS JOIN LATERAL (
        SELECT array_agg(event ORDER BY logical_time) AS events,
               array_agg(logical_time ORDER BY logical_time) AS times,
               array_agg(wall_time ORDER BY logical_time) AS walls,
               array_agg(detail ORDER BY logical_time) AS details
        FROM order_timeline WHERE order_id = o.order_id) t
      """;

  private OrderRows() {}

  /**
   * The order of a row.
   *
   * @throws Refusal UNAVAILABLE when a newer version has brought it into a state that this one does
   *     not know; an instance of that version answers
   */
  static Order order(ResultSet row) throws SQLException {
    return readable(row)
        .orElseThrow(
            () ->
                Refusal.unavailable(
                    "NEWER_VERSION", "the order is in a state of a newer version; ask again"));
  }

  /** The order of a row; empty when it is in a state that only a newer version knows. */
  static Optional<Order> readable(ResultSet row) throws SQLException {
    Optional<OrderState> state = named(OrderState.values(), row.getString("state"));
    Optional<OrderReason> reason = named(OrderReason.values(), row.getString("reason"));
    return state.isPresent() && reason.isPresent()
        ? Optional.of(order(row, state.get(), reason.get()))
        : Optional.empty();
  }

  private static <E extends Enum<E>> Optional<E> named(E[] values, String name) {
    return Arrays.stream(values).filter(value -> value.name().equals(name)).findFirst();
  }

  private static Order order(ResultSet row, OrderState state, OrderReason reason)
      throws SQLException {
    Currency currency = Currency.getInstance(row.getString("currency"));
    return new Order(
        row.getString("order_id"),
        row.getString("cart_id"),
        state,
        reason,
        lines(row, currency),
        new Money(currency, row.getLong("total_minor")),
        address(row.getBytes("ship_to")),
        row.getTimestamp("created_at").toInstant(),
        timeline(row),
        row.getLong("version"));
  }

  private static List<OrderLine> lines(ResultSet row, Currency currency) throws SQLException {
    String[] productIds = (String[]) row.getArray("product_ids").getArray();
    String[] names = (String[]) row.getArray("names").getArray();
    Integer[] quantities = (Integer[]) row.getArray("quantities").getArray();
    Long[] prices = (Long[]) row.getArray("prices").getArray();
    List<OrderLine> lines = new ArrayList<>(productIds.length);
    for (int i = 0; i < productIds.length; i++) {
      lines.add(
          new OrderLine(productIds[i], names[i], quantities[i], new Money(currency, prices[i])));
    }
    return lines;
  }

  private static List<TimelineEntry> timeline(ResultSet row) throws SQLException {
    String[] events = (String[]) row.getArray("events").getArray();
    Long[] times = (Long[]) row.getArray("times").getArray();
    Timestamp[] walls = (Timestamp[]) row.getArray("walls").getArray();
    String[] details = (String[]) row.getArray("details").getArray();
    List<TimelineEntry> timeline = new ArrayList<>(events.length);
    for (int i = 0; i < events.length; i++) {
      timeline.add(
          new TimelineEntry(
              OrderEvent.stored(events[i]), times[i], walls[i].toInstant(), details[i]));
    }
    return timeline;
  }

  private static PostalAddress address(byte[] bytes) {
    try {
      return PostalAddress.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored address can't be read", e);
    }
  }
}
