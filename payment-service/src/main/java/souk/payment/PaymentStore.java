// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import souk.service.Money;

/**
 * The payments and their ledger. Each method is one statement and one transaction, but for the look
 * after a lost race. Thread-safe.
 */
final class PaymentStore {
  private final Jdbi jdbi;
  private final InstantSource clock;
  private final Writes writes;

  /** How what is written is written. */
  private interface Writes {
    int of(Function<Handle, Integer> write);
  }

  PaymentStore(Jdbi jdbi, InstantSource clock) {
    this(jdbi, clock, write -> jdbi.withHandle(write::apply));
  }

  private PaymentStore(Jdbi jdbi, InstantSource clock, Writes writes) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.writes = writes;
  }

  /**
   * The same payments, as a turn at reconciling may write them: each transaction that writes checks
   * first that no later leader has taken over, and throws {@link Turn.Lost} if one has.
   */
  PaymentStore within(Turn turn, TurnStore turns) {
    return new PaymentStore(jdbi, clock, write -> turns.inTurn(turn, write));
  }

  Optional<Payment> find(String orderId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM payment WHERE order_id = :orderId")
                .bind("orderId", orderId)
                .map((row, context) -> payment(row))
                .findOne());
  }

  /** Stores a payment, unless its order has one: then that. */
  Payment begin(Payment payment) {
    Money amount = payment.amount();
    int stored =
        writes.of(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO payment (order_id, payment_id, state, amount_minor, currency,
                                             card_hash, created_at, changed_at)
                        VALUES (:orderId, :id, :state, :amount, :currency, :cardHash, :now, :now)
                        ON CONFLICT (order_id) DO NOTHING
                        """)
                    .bind("orderId", payment.orderId())
                    .bind("id", payment.id())
                    .bind("state", payment.state().name())
                    .bind("amount", amount == null ? null : amount.minorUnits())
                    .bind("currency", amount == null ? null : amount.currency().getCurrencyCode())
                    .bind("cardHash", payment.cardHash())
                    .bind("now", now())
                    .execute());
    return stored == 1 ? payment : current(payment);
  }

  /**
   * Takes a step, by compare-and-set, and posts what belongs to it, in one statement.
   *
   * @param from as it was read
   * @return the payment after the step; or, when another call took a step meanwhile, as it is now
   */
  Payment move(Payment from, Step step) {
    Payment to = from.after(step);
    List<Posting> postings = Posting.of(step.events());
    int moved =
        writes.of(
            handle ->
                handle
                    .createQuery(
                        """
                        WITH moved AS (
                          UPDATE payment
                          SET state = :to, reversed_from = :reversedFrom,
                              decline_code = :declineCode, changed_at = :now
                          WHERE order_id = :orderId AND state = :from
                          RETURNING payment_id, currency, amount_minor
                        ), posted AS (
                          INSERT INTO ledger_entry
                            (payment_id, event, account, currency, amount_minor, posted_at)
                          SELECT payment_id, line.event, line.account, currency,
                                 line.sign * amount_minor, :now
                          FROM moved, unnest(:events::text[], :accounts::text[], :signs::int[])
                                 AS line (event, account, sign)
                        )
                        SELECT count(*) FROM moved
                        """)
                    .bind("to", to.state().name())
                    .bind("reversedFrom", nameOf(to.reversedFrom()))
                    .bind("declineCode", to.declineCode())
                    .bind("now", now())
                    .bind("orderId", from.orderId())
                    .bind("from", from.state().name())
                    .bind("events", postings.stream().map(Posting::event).toArray(String[]::new))
                    .bind(
                        "accounts", postings.stream().map(Posting::account).toArray(String[]::new))
                    .bind("signs", postings.stream().map(Posting::sign).toArray(Integer[]::new))
                    .mapTo(int.class)
                    .one());
    return moved == 1 ? to : current(from);
  }

  /** The payment as it is now. */
  Payment current(Payment payment) {
    return find(payment.orderId())
        .orElseThrow(() -> new IllegalStateException("payments are never deleted"));
  }

  private record Posting(String event, String account, int sign) {
    static List<Posting> of(List<LedgerEvent> events) {
      return events.stream()
          .flatMap(
              event ->
                  event.lines().stream()
                      .map(line -> new Posting(event.name(), line.account(), line.sign())))
          .toList();
    }
  }

  /** The payment of a row that has all its columns. */
  static Payment payment(ResultSet row) throws SQLException {
    String currency = row.getString("currency");
    String reversedFrom = row.getString("reversed_from");
    return new Payment(
        row.getString("order_id"),
        row.getString("payment_id"),
        PaymentState.valueOf(row.getString("state")),
        reversedFrom == null ? null : PaymentState.valueOf(reversedFrom),
        currency == null
            ? null
            : new Money(Currency.getInstance(currency), row.getLong("amount_minor")),
        row.getString("card_hash"),
        row.getString("decline_code"));
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static @Nullable String nameOf(@Nullable PaymentState state) {
    return state == null ? null : state.name();
  }
}
