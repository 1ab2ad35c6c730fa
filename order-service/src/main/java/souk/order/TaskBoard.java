// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The queue as those see it who run the shop, with kinds that this version does not know.
 * Thread-safe.
 */
final class TaskBoard {
  private static final String LIST =
      """
      SELECT order_id, kind, attempts, owner, last_error, parked_reason,
        extract(epoch FROM now() - created_at) * 1000 AS age_millis,
        extract(epoch FROM due_at - now()) * 1000 AS due_millis
      FROM tasks WHERE parked_reason IS NOT NULL OR NOT :parked
      ORDER BY parked_reason IS NULL, created_at, order_id, kind LIMIT :limit
      """;

  private static final String COUNT =
      "SELECT count(*) AS total, count(parked_reason) AS parked FROM tasks";

  private static final String COUNT_BY_KIND =
      """
      SELECT kind, count(*) - count(parked_reason) AS waiting, count(parked_reason) AS parked,
        extract(epoch FROM now() - min(created_at) FILTER (WHERE parked_reason IS NULL)) * 1000
          AS oldest_millis
      FROM tasks WHERE kind = ANY(:kinds) GROUP BY kind
      """;

  /** The lease grows: who parked it has no say any more. */
  private static final String RETRY =
      """
      UPDATE tasks SET parked_reason = NULL, due_at = now(), lease = lease + 1
      WHERE parked_reason IS NOT NULL
      """;

  private final Jdbi jdbi;

  TaskBoard(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * A task.
   *
   * @param dueIn not positive when it is due
   * @param owner empty, as the two below, when there is none
   */
  record Entry(
      String orderId,
      String kind,
      int attempts,
      Duration age,
      Duration dueIn,
      String owner,
      String lastError,
      String parkedReason) {}

  /**
   * How many tasks of a kind there are.
   *
   * @param oldest the age of the oldest that is not parked; zero when there is none
   */
  record KindCount(TaskKind kind, long waiting, long parked, Duration oldest) {
    private static KindCount none(TaskKind kind) {
      return new KindCount(kind, 0, 0, Duration.ZERO);
    }
  }

  /** How many tasks there are, parked ones included, and how many of them are parked. */
  record Counts(int total, int parked) {}

  /** Parked ones first, then the oldest. */
  List<Entry> list(boolean onlyParked, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LIST)
                .bind("parked", onlyParked)
                .bind("limit", most)
                .map(
                    (row, context) ->
                        new Entry(
                            row.getString("order_id"),
                            row.getString("kind"),
                            row.getInt("attempts"),
                            Duration.ofMillis(row.getLong("age_millis")),
                            Duration.ofMillis(row.getLong("due_millis")),
                            orEmpty(row.getString("owner")),
                            orEmpty(row.getString("last_error")),
                            orEmpty(row.getString("parked_reason"))))
                .list());
  }

  Counts count() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(COUNT)
                .map((row, context) -> new Counts(row.getInt("total"), row.getInt("parked")))
                .one());
  }

  /** Of each kind that this version knows, also of those of which there is none. */
  List<KindCount> countByKind() {
    Map<TaskKind, KindCount> counts = new EnumMap<>(TaskKind.class);
    for (TaskKind kind : TaskKind.values()) {
      counts.put(kind, KindCount.none(kind));
    }
    jdbi.withHandle(
            handle ->
                handle
                    .createQuery(COUNT_BY_KIND)
                    .bindArray(
                        "kinds",
                        String.class,
                        counts.keySet().stream().map(TaskKind::name).toList())
                    .map(
                        (row, context) ->
                            new KindCount(
                                TaskKind.valueOf(row.getString("kind")),
                                row.getLong("waiting"),
                                row.getLong("parked"),
                                Duration.ofMillis(row.getLong("oldest_millis"))))
                    .list())
        .forEach(count -> counts.put(count.kind(), count));
    return List.copyOf(counts.values());
  }

  boolean exists(String orderId, String kind) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createQuery(
                        "SELECT count(*) FROM tasks WHERE order_id = :order AND kind = :kind")
                    .bind("order", orderId)
                    .bind("kind", kind)
                    .mapTo(Integer.class)
                    .one()
                == 1);
  }

  /**
   * Makes a task due again, if it is parked.
   *
   * @return how many were
   */
  int retry(String orderId, String kind) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(RETRY + "AND order_id = :order AND kind = :kind")
                .bind("order", orderId)
                .bind("kind", kind)
                .execute());
  }

  /** The same for all that are parked. */
  int retryAll() {
    return jdbi.withHandle(handle -> handle.execute(RETRY));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
