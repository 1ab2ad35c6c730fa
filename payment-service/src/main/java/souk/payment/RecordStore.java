// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import souk.payment.StatementPage.Operation;
import souk.service.Money;

/**
 * The acquirer's records, beside the payments. Written in turns only. Thread-safe; times are the
 * database's.
 */
final class RecordStore {
  private static final String MATCH =
      """
      SELECT p.*, r.operations, r.amount_minor AS record_amount, r.currency AS record_currency,
             r.amounts_vary,
      """;

  private final Jdbi jdbi;
  private final TurnStore turns;

  RecordStore(Jdbi jdbi, TurnStore turns) {
    this.jdbi = jdbi;
    this.turns = turns;
  }

  /** A match for each key, empty where there is nothing. */
  List<Match> matches(Collection<String> keys) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    MATCH
                        + """
                        k.key AS record_key
                        FROM unnest(:keys::text[]) AS k (key)
                        LEFT JOIN payment p ON p.payment_id = k.key
                        LEFT JOIN acquirer_record r ON r.key = k.key
                        """)
                .bind("keys", keys.toArray(String[]::new))
                .map((row, context) -> match(row))
                .list());
  }

  /**
   * Stores what a page brought, and that it was read.
   *
   * @param matches with the records as they are after the page, each once
   * @param judgeAfter when those that do not agree are looked at again
   */
  void read(Turn turn, String nextToken, Collection<Match> matches, Duration judgeAfter) {
    List<Match> all = List.copyOf(matches);
    List<AcquirerRecord> records = all.stream().map(Match::theirs).toList();
    turns.inTurn(
        turn,
        handle -> {
          handle
              .createUpdate("UPDATE reconciliation SET page_token = :token WHERE id = 1")
              .bind("token", nextToken)
              .execute();
          return handle
              .createUpdate(
                  """
                  INSERT INTO acquirer_record
                    (key, operations, amount_minor, currency, amounts_vary, judge_at)
                  SELECT n.key, n.operations, n.amount, n.currency, n.vary,
                         CASE WHEN NOT n.agrees
                           THEN now() + :judgeAfter * interval '1 millisecond' END
                  FROM unnest(:keys::text[], :operations::text[], :amounts::bigint[],
                              :currencies::text[], :vary::boolean[], :agree::boolean[])
                         AS n (key, operations, amount, currency, vary, agrees)
                  ON CONFLICT (key) DO UPDATE
                  SET operations = excluded.operations, amount_minor = excluded.amount_minor,
                      currency = excluded.currency, amounts_vary = excluded.amounts_vary,
                      judge_at = excluded.judge_at
                  """)
              .bind("judgeAfter", judgeAfter.toMillis())
              .bind("keys", records.stream().map(AcquirerRecord::key).toArray(String[]::new))
              .bind("operations", records.stream().map(RecordStore::text).toArray(String[]::new))
              .bind("amounts", records.stream().map(RecordStore::minorUnits).toArray(Long[]::new))
              .bind("currencies", records.stream().map(RecordStore::code).toArray(String[]::new))
              .bind(
                  "vary", records.stream().map(AcquirerRecord::amountsVary).toArray(Boolean[]::new))
              .bind("agree", all.stream().map(Match::agrees).toArray(Boolean[]::new))
              .execute();
        });
  }

  /** Records whose time has come and whose payments have been at rest for a while. */
  List<Match> due(Duration atRest, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    MATCH
                        + """
                        r.key AS record_key
                        FROM acquirer_record r LEFT JOIN payment p ON p.payment_id = r.key
                        WHERE r.judge_at <= now()
                          AND (p.changed_at IS NULL
                               OR p.changed_at <= now() - :atRest * interval '1 millisecond')
                        ORDER BY r.judge_at LIMIT :limit
                        """)
                .bind("atRest", atRest.toMillis())
                .bind("limit", limit)
                .map((row, context) -> match(row))
                .list());
  }

  /**
   * Payments of a round through all of them.
   *
   * @param atRest those that have been so for a while and are not due by themselves
   * @param sweptTo where the next sweep begins; empty when the round is over
   */
  record Sweep(List<Match> atRest, String sweptTo) {
    private record Row(String orderId, boolean atRest, Match match) {}
  }

  /** The next payments after an order's. */
  Sweep sweep(String after, Duration atRest, int limit) {
    List<Sweep.Row> rows =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        MATCH
                            + """
                            p.payment_id AS record_key, r.judge_at IS NULL
                              AND p.changed_at <= now() - :atRest * interval '1 millisecond'
                              AS at_rest
                            FROM payment p LEFT JOIN acquirer_record r ON r.key = p.payment_id
                            WHERE p.order_id > :after ORDER BY p.order_id LIMIT :limit
                            """)
                    .bind("atRest", atRest.toMillis())
                    .bind("after", after)
                    .bind("limit", limit)
                    .map(
                        (row, context) ->
                            new Sweep.Row(
                                row.getString("order_id"), row.getBoolean("at_rest"), match(row)))
                    .list());
    return new Sweep(
        rows.stream().filter(Sweep.Row::atRest).map(Sweep.Row::match).toList(),
        rows.size() < limit ? "" : rows.getLast().orderId());
  }

  /** Nothing more is to be said of these records until the statement has more of them. */
  void close(Turn turn, List<String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    turns.inTurn(
        turn,
        handle ->
            handle
                .createUpdate("UPDATE acquirer_record SET judge_at = NULL WHERE key = ANY(:keys)")
                .bind("keys", keys.toArray(String[]::new))
                .execute());
  }

  /** A record is looked at again after a while. */
  void postpone(Turn turn, String key, Duration pause) {
    turns.inTurn(
        turn,
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE acquirer_record SET judge_at = now() + :pause * interval '1 millisecond'
                    WHERE key = :key
                    """)
                .bind("pause", pause.toMillis())
                .bind("key", key)
                .execute());
  }

  private static Match match(ResultSet row) throws SQLException {
    boolean isOurs = row.getString("order_id") != null;
    String operations = row.getString("operations");
    String key = row.getString("record_key");
    String currency = row.getString("record_currency");
    return new Match(
        isOurs ? PaymentStore.payment(row) : null,
        operations == null
            ? AcquirerRecord.empty(key)
            : new AcquirerRecord(
                key,
                Arrays.stream(operations.split(",")).map(Operation::valueOf).toList(),
                currency == null
                    ? null
                    : new Money(Currency.getInstance(currency), row.getLong("record_amount")),
                row.getBoolean("amounts_vary")));
  }

  /** The operations as they are stored. */
  static String text(AcquirerRecord record) {
    return record.operations().stream().map(Operation::name).collect(Collectors.joining(","));
  }

  private static @Nullable Long minorUnits(AcquirerRecord record) {
    Money amount = record.amount();
    return amount == null ? null : amount.minorUnits();
  }

  private static @Nullable String code(AcquirerRecord record) {
    Money amount = record.amount();
    return amount == null ? null : amount.currency().getCurrencyCode();
  }
}
