// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The queue's SQL: tasks are taken, kept, ended and put back many at a time, one statement each.
 * Time is the database's. Whoever ends or puts back a task names the lease it was taken with; if
 * that is not the last one, nothing happens. Thread-safe.
 */
final class TaskStore {
  private static final String TAKE =
      """
      WITH due AS MATERIALIZED (
        SELECT task.order_id, task.kind, task.held, task.due_at
        FROM unnest(:lanes, :limits, :ages) AS wanted (lane, how_many, min_age_millis)
        CROSS JOIN LATERAL (
          SELECT order_id, kind, held, due_at FROM tasks
          WHERE tasks.lane = wanted.lane AND parked_reason IS NULL AND due_at <= now()
            AND created_at <= now() - wanted.min_age_millis * interval '1 millisecond'
            AND kind = ANY(:kinds)
          ORDER BY due_at LIMIT wanted.how_many
          FOR UPDATE SKIP LOCKED) task)
      UPDATE tasks SET due_at = now() + :leaseMillis * interval '1 millisecond',
        lease = tasks.lease + 1, attempts = tasks.attempts + 1, owner = :owner,
        held = true
      FROM due WHERE tasks.order_id = due.order_id AND tasks.kind = due.kind
      RETURNING tasks.order_id, tasks.kind, tasks.lane, tasks.lease, tasks.attempts,
        tasks.traceparent, due.held AS was_left,
        extract(epoch FROM now() - due.due_at) * 1000 AS due_for_millis,
        tasks.created_at <= now() - CASE tasks.lane WHEN 'MAIL' THEN :mailMillis
          ELSE :overdueMillis END * interval '1 millisecond' AS overdue
      """;

  /** Locked rows are being ended or taken at this moment: to wait for them could be a deadlock. */
  private static final String RENEW =
      """
      UPDATE tasks SET due_at = now() + :leaseMillis * interval '1 millisecond'
      FROM (
        SELECT tasks.order_id, tasks.kind
        FROM tasks JOIN unnest(:orders, :kinds, :leases) AS mine (order_id, kind, lease)
          ON tasks.order_id = mine.order_id AND tasks.kind = mine.kind
            AND tasks.lease = mine.lease
        FOR UPDATE OF tasks SKIP LOCKED) held
      WHERE tasks.order_id = held.order_id AND tasks.kind = held.kind
      """;

  /**
   * Orders are locked in the order of their ids, as two instances may end tasks of the same. One of
   * which nothing is told and whose cart stays as it is keeps its version.
   */
  private static final String END =
      """
      WITH ended AS (
        DELETE FROM tasks
        USING unnest(:orders, :kinds, :leases, :events) AS mine (order_id, kind, lease, event)
        WHERE tasks.order_id = mine.order_id AND tasks.kind = mine.kind
          AND tasks.lease = mine.lease
        RETURNING tasks.order_id, tasks.kind, mine.event),
      told AS (
        SELECT order_id, event, row_number() OVER (PARTITION BY order_id ORDER BY kind) AS nth
        FROM ended WHERE event <> ''),
      grouped AS (
        SELECT order_id, count(NULLIF(event, '')) AS events, bool_or(kind = 'TAKE_OUT') AS taken_out
        FROM ended GROUP BY order_id
        HAVING bool_or(event <> '' OR kind = 'TAKE_OUT')),
      locked AS MATERIALIZED (
        SELECT order_id FROM orders WHERE order_id IN (SELECT order_id FROM grouped)
        ORDER BY order_id FOR UPDATE),
      changed AS (
        UPDATE orders SET version = orders.version + 1,
          logical_time = CASE WHEN grouped.events = 0 THEN orders.logical_time ELSE
            GREATEST(orders.logical_time + grouped.events, :logicalTime + grouped.events - 1) END,
          cart_open = orders.cart_open AND NOT grouped.taken_out
        FROM grouped JOIN locked ON grouped.order_id = locked.order_id
        WHERE orders.order_id = grouped.order_id
          AND (grouped.events > 0 OR orders.cart_open)
        RETURNING orders.order_id, orders.logical_time, grouped.events),
      timeline AS (
        INSERT INTO order_timeline (order_id, logical_time, event, wall_time, detail)
        SELECT told.order_id, changed.logical_time - changed.events + told.nth, told.event,
          timestamptz 'epoch' + :wallMillis * interval '1 millisecond', ''
        FROM told JOIN changed ON told.order_id = changed.order_id)
      SELECT order_id FROM changed
      """;

  private static final String PUT_BACK =
      """
      UPDATE tasks SET due_at = now() + mine.delay_millis * interval '1 millisecond',
        lane = mine.lane, last_error = mine.why, lease = tasks.lease + 1, held = false,
        parked_reason = CASE WHEN mine.park THEN mine.why END
      FROM (
        SELECT back.*, tasks.last_error AS said_before
        FROM unnest(:orders, :kinds, :leases, :lanes, :delays, :whys, :parks)
          AS back (order_id, kind, lease, lane, delay_millis, why, park)
        JOIN tasks ON tasks.order_id = back.order_id AND tasks.kind = back.kind) mine
      WHERE tasks.order_id = mine.order_id AND tasks.kind = mine.kind AND tasks.lease = mine.lease
      RETURNING tasks.order_id, tasks.kind, mine.lease,
        mine.said_before IS DISTINCT FROM mine.why AS news
      """;

  /** All that this version knows: what a newer one has brought is left to those who know it. */
  private static final List<String> KINDS =
      Arrays.stream(TaskKind.values()).map(Enum::name).toList();

  private static final Optional<Lease> NO_LEASE = Optional.empty();
  private static final int MAX_WHY = 500;

  /** How long it is tried to send a mail. */
  static final Duration MAIL_FOR = Duration.ofDays(3);

  private final Jdbi jdbi;
  private final String owner;
  private final Duration lease;
  private final Duration overdueAfter;

  /**
   * @param owner this instance's name, for people
   * @param lease how long a task is its taker's
   * @param overdueAfter the age from which on an order is not to be bought any more
   */
  TaskStore(Jdbi jdbi, String owner, Duration lease, Duration overdueAfter) {
    this.jdbi = jdbi;
    this.owner = owner;
    this.lease = lease;
    this.overdueAfter = overdueAfter;
  }

  /**
   * A task of which this instance has the lease.
   *
   * @param dueFor how long ago it could have been taken
   * @param overdue whether it has waited longer than it is of use
   * @param wasLeft whether somebody held it, who has let the lease end without a word
   * @param traceparent of the trace in which it came to be; null for none
   */
  record Taken(
      Lease lease,
      LaneName lane,
      int attempts,
      Duration dueFor,
      boolean overdue,
      boolean wasLeft,
      @Nullable String traceparent) {}

  /** How many due tasks of a lane are wanted, and how old they are to be at least. */
  record Wanted(LaneName lane, int howMany, Duration minAge) {}

  /**
   * How a task that was not done goes back: to be due again, or parked.
   *
   * @param lane in which it waits
   * @param why for people, cut to a bounded length
   */
  record PutBack(Lease lease, LaneName lane, Duration delay, String why, boolean park) {
    PutBack {
      if (why.length() > MAX_WHY) {
        why = why.substring(0, MAX_WHY);
      }
    }
  }

  /** A task that is done, and what the order's timeline says of it. */
  record Finished(Lease lease, Optional<OrderEvent> event) {}

  /** Takes what is due, oldest first. */
  List<Taken> take(List<Wanted> wanted) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(TAKE)
                .bindArray("lanes", String.class, each(wanted, w -> w.lane().name()))
                .bindArray("limits", Integer.class, each(wanted, Wanted::howMany))
                .bindArray("ages", Long.class, each(wanted, w -> w.minAge().toMillis()))
                .bindArray("kinds", String.class, KINDS)
                .bind("leaseMillis", lease.toMillis())
                .bind("overdueMillis", overdueAfter.toMillis())
                .bind("mailMillis", MAIL_FOR.toMillis())
                .bind("owner", owner)
                .map(
                    (row, context) ->
                        new Taken(
                            lease(row),
                            LaneName.valueOf(row.getString("lane")),
                            row.getInt("attempts"),
                            Duration.ofMillis(row.getLong("due_for_millis")),
                            row.getBoolean("overdue"),
                            row.getBoolean("was_left"),
                            row.getString("traceparent")))
                .list());
  }

  /** Makes leases begin anew. */
  void renew(Collection<Lease> leases) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(RENEW)
                .bindArray("orders", String.class, each(leases, Lease::orderId))
                .bindArray("kinds", String.class, each(leases, l -> l.kind().name()))
                .bindArray("leases", Long.class, each(leases, Lease::number))
                .bind("leaseMillis", lease.toMillis())
                .execute());
  }

  /**
   * Deletes tasks that are done, and records them in their orders' timelines.
   *
   * @param at when, by this machine's clock
   * @return the orders that were changed
   */
  Set<String> end(Collection<Finished> done, Instant at) {
    return jdbi.withHandle(
        handle ->
            new HashSet<>(
                handle
                    .createQuery(END)
                    .bindArray("orders", String.class, each(done, d -> d.lease().orderId()))
                    .bindArray("kinds", String.class, each(done, d -> d.lease().kind().name()))
                    .bindArray("leases", Long.class, each(done, d -> d.lease().number()))
                    .bindArray(
                        "events",
                        String.class,
                        each(done, d -> d.event().map(Enum::name).orElse("")))
                    .bind("logicalTime", LogicalTime.of(at))
                    .bind("wallMillis", at.toEpochMilli())
                    .mapTo(String.class)
                    .list()));
  }

  /**
   * Gives tasks up that were not done.
   *
   * @return those for which there was another reason before, or none
   */
  List<Lease> putBack(Collection<PutBack> tasks) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PUT_BACK)
                .bindArray("orders", String.class, each(tasks, t -> t.lease().orderId()))
                .bindArray("kinds", String.class, each(tasks, t -> t.lease().kind().name()))
                .bindArray("leases", Long.class, each(tasks, t -> t.lease().number()))
                .bindArray("lanes", String.class, each(tasks, t -> t.lane().name()))
                .bindArray("delays", Long.class, each(tasks, t -> t.delay().toMillis()))
                .bindArray("whys", String.class, each(tasks, PutBack::why))
                .bindArray("parks", Boolean.class, each(tasks, PutBack::park))
                .map((row, context) -> row.getBoolean("news") ? Optional.of(lease(row)) : NO_LEASE)
                .stream()
                .flatMap(Optional::stream)
                .toList());
  }

  private static Lease lease(ResultSet row) throws SQLException {
    return new Lease(
        row.getString("order_id"), TaskKind.valueOf(row.getString("kind")), row.getLong("lease"));
  }

  private static <E, R> List<R> each(Collection<E> elements, Function<E, R> column) {
    return elements.stream().map(column).toList();
  }
}
