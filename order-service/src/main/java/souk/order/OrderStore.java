// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import souk.service.telemetry.TraceContext;

/**
 * How orders are placed and changed. Each change, with the tasks that follow from it, is one
 * statement and so one round trip and one transaction: there is no point in the middle of it at
 * which this process could stop or pause. Thread-safe.
 */
final class OrderStore implements OrderWrites {
  /**
   * The clock is the database's, and read under the request's lock, which is held until the commit
   * can be seen: see {@link OrderReads#isPlaced}.
   */
  private static final String PLACE =
      """
      WITH attempt AS MATERIALIZED (
        SELECT CASE WHEN pg_advisory_xact_lock(:requestLock) IS NOT NULL
          THEN clock_timestamp() < :lastMoment END AS in_time),
      placed AS (
        INSERT INTO orders (order_id, cart_id, request_id, request_hash, cart_order, cart_open,
          state, reason, version, logical_time, currency, total_minor, card_token, email, ship_to,
          created_at)
        SELECT :id, :cart, :request, :hash, :cartOrder, true, 'PENDING', 'NONE', 1, :logicalTime,
          :currency, :total, :token, :email, :shipTo, now()
        FROM attempt WHERE in_time
        ON CONFLICT DO NOTHING
        RETURNING order_id, created_at),
      lines AS (
        INSERT INTO order_lines (
          order_id, position, product_id, name, quantity, unit_price_minor)
        SELECT placed.order_id, line.position, line.product_id, line.name, line.quantity, line.price
        FROM placed, unnest(:products, :names, :quantities, :prices) WITH ORDINALITY
          AS line (product_id, name, quantity, price, position)),
      timeline AS (
        INSERT INTO order_timeline (order_id, logical_time, event, wall_time, detail)
        SELECT order_id, :logicalTime, 'PLACED', :wallTime, '' FROM placed),
      task AS (
        INSERT INTO tasks (order_id, kind, lane, due_at, created_at, lease, owner, attempts,
          held, traceparent)
        SELECT order_id, 'DECIDE', 'DECISION', now() + :leaseMillis * interval '1 millisecond',
          created_at, :lease, :owner, :lease, :lease > 0, :traceparent
        FROM placed)
      SELECT (SELECT created_at FROM placed) AS created_at,
        (SELECT in_time FROM attempt) AS in_time
      """;

  private static final String CHANGE =
      """
      WITH changed AS (
        UPDATE orders SET state = :state, reason = :reason, version = version + 1,
          logical_time = :logicalTime, card_token = NULL, cart_open = cart_open AND NOT :closesCart
        WHERE order_id = :id AND version = :version
          AND (CAST(:leaseKind AS text) IS NULL OR EXISTS (
            SELECT 1 FROM tasks
            WHERE tasks.order_id = :id AND kind = :leaseKind AND lease = :lease))
        RETURNING order_id),
      timeline AS (
        INSERT INTO order_timeline (order_id, logical_time, event, wall_time, detail)
        SELECT changed.order_id, entry.logical_time, entry.event,
          timestamptz 'epoch' + entry.wall_millis * interval '1 millisecond', entry.detail
        FROM changed, unnest(:times, :events, :walls, :details)
          AS entry (logical_time, event, wall_millis, detail)),
      ended AS (
        DELETE FROM tasks USING changed
        WHERE tasks.order_id = changed.order_id AND tasks.kind = ANY(:ended)),
      followed AS (
        INSERT INTO tasks (order_id, kind, lane, due_at, created_at, lease, attempts, traceparent)
        SELECT changed.order_id, task.kind, task.lane, now(), now(), 0, 0, :traceparent
        FROM changed, unnest(:kinds, :lanes) AS task (kind, lane))
      SELECT count(*) = 1 FROM changed
      """;

  private final Jdbi jdbi;
  private final String owner;
  private final Duration lease;

  /**
   * @param owner this instance's name, for people
   * @param lease how long a task is a placer's
   */
  OrderStore(Jdbi jdbi, String owner, Duration lease) {
    this.jdbi = jdbi;
    this.owner = owner;
    this.lease = lease;
  }

  @Override
  public PlaceResult place(NewOrder order, boolean leased) {
    Purchase purchase = order.purchase();
    List<OrderLine> lines = order.lines();
    Stored stored =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(PLACE)
                    .bind("id", order.id())
                    .bind("cart", purchase.cartId())
                    .bind("request", purchase.requestId())
                    .bind("requestLock", OrderReader.lockOf(purchase.requestId()))
                    .bind("hash", purchase.hash().bytes())
                    .bind("cartOrder", order.orderOfCart())
                    .bind("currency", order.total().currency().getCurrencyCode())
                    .bind("total", order.total().minorUnits())
                    .bind("token", purchase.cardToken().value())
                    .bind("email", purchase.email())
                    .bind("shipTo", purchase.shipTo().toByteArray())
                    .bind("lastMoment", Timestamp.from(order.lastMoment()))
                    .bind("logicalTime", LogicalTime.of(order.placedAt()))
                    .bind("wallTime", Timestamp.from(order.placedAt()))
                    .bindArray("products", String.class, each(lines, OrderLine::productId))
                    .bindArray("names", String.class, each(lines, OrderLine::name))
                    .bindArray("quantities", Integer.class, each(lines, OrderLine::quantity))
                    .bindArray("prices", Long.class, each(lines, l -> l.unitPrice().minorUnits()))
                    .bind("leaseMillis", leased ? lease.toMillis() : 0)
                    .bind("lease", leased ? 1 : 0)
                    .bind("owner", leased ? owner : null)
                    .bind("traceparent", TraceContext.traceparent())
                    .map(
                        (row, context) ->
                            new Stored(
                                Optional.ofNullable(row.getTimestamp("created_at"))
                                    .map(Timestamp::toInstant),
                                row.getBoolean("in_time")))
                    .one());
    if (stored.createTime().isEmpty()) {
      return stored.inTime() ? new PlaceResult.Overtaken() : new PlaceResult.TooLate();
    }
    return new PlaceResult.Placed(
        new PendingOrder(
            order.placed(stored.createTime().get()),
            purchase.cardToken(),
            new Lease(order.id(), TaskKind.DECIDE, leased ? 1 : 0),
            false));
  }

  @Override
  public boolean change(Order before, Order after, Transition transition, Optional<Lease> lease) {
    Set<TaskKind> follows = transition.follows(before.state());
    List<TimelineEntry> added =
        after.timeline().subList(before.timeline().size(), after.timeline().size());
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(CHANGE)
                .bind("id", before.id())
                .bind("version", before.version())
                .bind("state", after.state().name())
                .bind("reason", after.reason().name())
                .bind("logicalTime", after.logicalTime())
                .bind("closesCart", transition.closesCart(before.state()))
                .bind("leaseKind", lease.map(l -> l.kind().name()).orElse(null))
                .bind("lease", lease.map(Lease::number).orElse(0L))
                .bind("traceparent", TraceContext.traceparent())
                .bindArray("events", String.class, each(added, e -> e.event().name()))
                .bindArray("times", Long.class, each(added, TimelineEntry::logicalTime))
                .bindArray("walls", Long.class, each(added, e -> e.wallTime().toEpochMilli()))
                .bindArray("details", String.class, each(added, TimelineEntry::detail))
                .bindArray("ended", String.class, each(transition.ends(), TaskKind::name))
                .bindArray("kinds", String.class, each(follows, TaskKind::name))
                .bindArray("lanes", String.class, each(follows, k -> k.lane().name()))
                .mapTo(Boolean.class)
                .one());
  }

  private static <E, R> List<R> each(Collection<E> elements, Function<E, R> column) {
    return elements.stream().map(column).toList();
  }

  private record Stored(Optional<Instant> createTime, boolean inTime) {}
}
