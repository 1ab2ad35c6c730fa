// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import souk.acquirer.Authorization.State;
import souk.service.Money;

/** The acquirer's records. Thread-safe; each {@link Records} is one transaction's. */
final class AcquirerStore {
  private final Jdbi jdbi;

  AcquirerStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Does it in one transaction, which an exception undoes. */
  <T> T inTransaction(Function<Records, T> work) {
    return jdbi.inTransaction(handle -> work.apply(new Records(handle)));
  }

  Optional<Authorization> find(String key) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM card_authorization WHERE key = :key")
                .bind("key", key)
                .map((row, context) -> authorization(row))
                .findOne());
  }

  /** At most {@code limit} entries after a position, in order. */
  List<StatementEntry> statement(long after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM statement_entry WHERE position > :after
                    ORDER BY position LIMIT :limit
                    """)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> statementEntry(row))
                .list());
  }

  /** The records within one transaction. */
  static final class Records {
    private final Handle handle;

    private Records(Handle handle) {
      this.handle = handle;
    }

    /** Whether it was the first under its key; waits for another one that is being added. */
    boolean add(Authorization authorization) {
      Money amount = authorization.amount();
      return handle
              .createUpdate(
                  """
                  INSERT INTO card_authorization
                    (key, state, amount_minor, currency, card, asked_at)
                  VALUES (:key, :state, :amount, :currency, :card, :askedAt)
                  ON CONFLICT (key) DO NOTHING
                  """)
              .bind("key", authorization.key())
              .bind("state", authorization.state().name())
              .bind("amount", minorUnits(amount))
              .bind("currency", currencyCode(amount))
              .bind("card", authorization.card())
              .bind("askedAt", utc(authorization.askedAt()))
              .execute()
          == 1;
    }

    /** It, and nobody else changes it until this transaction ends. */
    Optional<Authorization> lock(String key) {
      return handle
          .createQuery("SELECT * FROM card_authorization WHERE key = :key FOR UPDATE")
          .bind("key", key)
          .map((row, context) -> authorization(row))
          .findOne();
    }

    void change(String key, State state) {
      handle
          .createUpdate("UPDATE card_authorization SET state = :state WHERE key = :key")
          .bind("state", state.name())
          .bind("key", key)
          .execute();
    }

    /** Whether it was the first under its key; waits for another one that is being added. */
    boolean add(Operation operation, Operation.Outcome outcome, Instant now) {
      return handle
              .createUpdate(
                  """
                  INSERT INTO operation (key, kind, authorization_key, outcome, done_at)
                  VALUES (:key, :kind, :authorizationKey, :outcome, :now)
                  ON CONFLICT (key) DO NOTHING
                  """)
              .bind("key", operation.key())
              .bind("kind", operation.kind().name())
              .bind("authorizationKey", operation.authorizationKey())
              .bind("outcome", outcome.name())
              .bind("now", utc(now))
              .execute()
          == 1;
    }

    /** What came of this very operation before; empty when its key stands for another one. */
    Optional<Operation.Outcome> outcomeOf(Operation operation) {
      return handle
          .createQuery(
              """
              SELECT outcome FROM operation
              WHERE key = :key AND kind = :kind AND authorization_key = :authorizationKey
              """)
          .bind("key", operation.key())
          .bind("kind", operation.kind().name())
          .bind("authorizationKey", operation.authorizationKey())
          .map((row, context) -> Operation.Outcome.valueOf(row.getString("outcome")))
          .findOne();
    }

    /**
     * Adds to the statement. To be the last thing in a transaction: from here to its end all other
     * appends wait.
     */
    void append(StatementEntry.Kind kind, String key, @Nullable Money amount, Instant now) {
      handle
          .createUpdate(
              """
              WITH tail AS (
                UPDATE statement_tail SET last_position = last_position + 1
                WHERE id = 1 RETURNING last_position
              )
              INSERT INTO statement_entry
                (position, operation, authorization_key, amount_minor, currency, done_at)
              SELECT last_position, :kind, :key, :amount, :currency, :now FROM tail
              """)
          .bind("kind", kind.name())
          .bind("key", key)
          .bind("amount", minorUnits(amount))
          .bind("currency", currencyCode(amount))
          .bind("now", utc(now))
          .execute();
    }
  }

  private static Authorization authorization(ResultSet row) throws SQLException {
    return new Authorization(
        row.getString("key"),
        State.valueOf(row.getString("state")),
        money(row),
        row.getString("card"),
        instant(row, "asked_at"));
  }

  private static StatementEntry statementEntry(ResultSet row) throws SQLException {
    return new StatementEntry(
        row.getLong("position"),
        StatementEntry.Kind.valueOf(row.getString("operation")),
        row.getString("authorization_key"),
        money(row),
        instant(row, "done_at"));
  }

  private static @Nullable Money money(ResultSet row) throws SQLException {
    String currency = row.getString("currency");
    return currency == null
        ? null
        : new Money(Currency.getInstance(currency), row.getLong("amount_minor"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Long minorUnits(@Nullable Money amount) {
    return amount == null ? null : amount.minorUnits();
  }

  private static @Nullable String currencyCode(@Nullable Money amount) {
    return amount == null ? null : amount.currency().getCurrencyCode();
  }
}
