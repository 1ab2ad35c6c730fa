// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import souk.order.mail.EmailAddress;

/** How orders are read. Thread-safe. */
final class OrderReader implements OrderReads {
  private static final String LOOK_UP =
      """
      SELECT clock_timestamp() AS now,
        (SELECT order_id FROM orders WHERE cart_id = :cart AND request_id = :request) AS same_id,
        (SELECT order_id FROM orders WHERE cart_id = :cart AND cart_open) AS open_id,
        (SELECT coalesce(max(cart_order), 0) FROM orders WHERE cart_id = :cart) AS orders_of_cart,
        (SELECT count(*) FROM (
           SELECT 1 FROM tasks
           WHERE lane IN ('DECISION', 'SLOW_DECISION') AND parked_reason IS NULL LIMIT :limit) waiting) AS pending
      """;

  private final Jdbi jdbi;

  OrderReader(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public LookUp lookUp(String cartId, UUID requestId, int countPendingTo) {
    return jdbi.withHandle(
        handle -> {
          Seen seen =
              handle
                  .createQuery(LOOK_UP)
                  .bind("cart", cartId)
                  .bind("request", requestId)
                  .bind("limit", countPendingTo)
                  .map((row, context) -> Seen.of(row))
                  .one();
          return new LookUp(
              seen.now(),
              seen.sameId().flatMap(id -> known(handle, id)),
              seen.openId(),
              seen.ordersOfCart(),
              seen.pending());
        });
  }

  @Override
  public boolean isPlaced(String cartId, UUID requestId) {
    return jdbi.withHandle(
        handle -> {
          // Two statements: the second is to see what was committed while the first waited. The
          // lock is given back at the first one's end; none is needed to look.
          handle.execute("SELECT pg_advisory_xact_lock(?)", lockOf(requestId));
          return handle
              .createQuery(
                  "SELECT EXISTS (SELECT 1 FROM orders WHERE cart_id = :cart AND request_id = :request)")
              .bind("cart", cartId)
              .bind("request", requestId)
              .mapTo(Boolean.class)
              .one();
        });
  }

  /** The number of a request's lock. Requests that share one by chance wait for each other. */
  static long lockOf(UUID requestId) {
    return requestId.getMostSignificantBits() ^ requestId.getLeastSignificantBits();
  }

  @Override
  public Optional<Order> find(String orderId) {
    return jdbi.withHandle(handle -> known(handle, orderId).map(LookUp.Known::order));
  }

  /** The orders that exist and that this version understands, of those asked for. */
  List<Order> findAll(Collection<String> orderIds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OrderRows.SELECT + "WHERE o.order_id = ANY(:ids)")
                .bindArray("ids", String.class, orderIds)
                .map((row, context) -> OrderRows.readable(row))
                .stream()
                .flatMap(Optional::stream)
                .toList());
  }

  @Override
  public Optional<PendingOrder> findPending(Lease decide, boolean overdue) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OrderRows.SELECT + "WHERE o.order_id = :id AND o.state = 'PENDING'")
                .bind("id", decide.orderId())
                .map(
                    (row, context) ->
                        new PendingOrder(
                            OrderRows.order(row),
                            new CardToken(requireNonNull(row.getString("card_token"))),
                            decide,
                            overdue))
                .findOne());
  }

  /** An order that exists, with its shopper's address. */
  Optional<Addressed> findAddressed(String orderId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OrderRows.SELECT + "WHERE o.order_id = :id")
                .bind("id", orderId)
                .map(
                    (row, context) ->
                        new Addressed(
                            OrderRows.order(row), new EmailAddress(row.getString("email"))))
                .findOne());
  }

  /** The versions of the orders that exist, of those asked for. */
  Map<String, Long> versions(Collection<String> orderIds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT order_id, version FROM orders WHERE order_id = ANY(:ids)")
                .bindArray("ids", String.class, orderIds)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static Optional<LookUp.Known> known(Handle handle, String orderId) {
    return handle
        .createQuery(OrderRows.SELECT + "WHERE o.order_id = :id")
        .bind("id", orderId)
        .map(
            (row, context) ->
                new LookUp.Known(
                    OrderRows.order(row), RequestHash.stored(row.getBytes("request_hash"))))
        .findOne();
  }

  private record Seen(
      Instant now,
      Optional<String> sameId,
      Optional<String> openId,
      int ordersOfCart,
      int pending) {
    static Seen of(ResultSet row) throws SQLException {
      return new Seen(
          row.getTimestamp("now").toInstant(),
          Optional.ofNullable(row.getString("same_id")),
          Optional.ofNullable(row.getString("open_id")),
          row.getInt("orders_of_cart"),
          row.getInt("pending"));
    }
  }
}
