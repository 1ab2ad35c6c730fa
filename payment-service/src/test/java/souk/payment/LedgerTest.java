// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.service.Database;
import souk.service.Money;
import souk.service.PostgresExtension;

/** What the database itself refuses, whoever asks. */
class LedgerTest {
  @RegisterExtension
  static final PostgresExtension database = new PostgresExtension(PaymentRig.MIGRATIONS);

  private static final Money PRICE = new Money(Currency.getInstance("EUR"), 1_000);

  private final String order = PaymentRig.newOrder();
  private final String id = order.replace("ord_", "pay_");
  private PaymentStore store;
  private Payment authorizing;

  @BeforeEach
  void begin() {
    store = new PaymentStore(database.database().jdbi(), InstantSource.system());
    authorizing = store.begin(Payment.intended(order, id, PRICE, "tok_visa"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE ledger_entry SET amount_minor = amount_minor + 1",
        "UPDATE ledger_entry SET posted_at = now() WHERE false",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "TRUNCATE payment CASCADE",
        "DELETE FROM ledger_account",
        "UPDATE ledger_account SET kind = 'REVENUE'"
      })
  void change_ofWhatIsPosted_isRefused(String sql) {
    store.move(authorizing, Step.to(PaymentState.AUTHORIZED, LedgerEvent.AUTHORIZED));
    long before = entries();

    assertThatThrownBy(() -> execute(sql)).hasMessageContaining("append-only");

    assertThat(entries()).isEqualTo(before);
  }

  /** As it is run: by a role that owns its database and is not the database's administrator. */
  @Test
  void change_byTheServicesOwnRole_isRefusedByItsRightsToo() {
    execute("CREATE ROLE ledger_owner LOGIN PASSWORD 'only for this test'");
    database
        .database()
        .jdbi()
        .useHandle(handle -> handle.execute("CREATE DATABASE ledger_owned OWNER ledger_owner"));
    Database.Config admin = database.config();
    Database.Config own =
        new Database.Config(
            admin.url().replaceFirst("/test_[0-9]+.*", "/ledger_owned"),
            "ledger_owner",
            "only for this test",
            2);
    try (Database owned = Database.open(own, PaymentRig.MIGRATIONS)) {
      PaymentStore ownStore = new PaymentStore(owned.jdbi(), InstantSource.system());
      Payment begun = ownStore.begin(Payment.intended(order, id, PRICE, "tok_visa"));

      ownStore.move(begun, Step.to(PaymentState.AUTHORIZED, LedgerEvent.AUTHORIZED));

      for (String sql :
          List.of(
              "UPDATE ledger_entry SET amount_minor = 1",
              "DELETE FROM ledger_entry",
              "TRUNCATE ledger_entry")) {
        assertThatThrownBy(() -> owned.jdbi().useHandle(handle -> handle.execute(sql)))
            .hasMessageContaining("permission denied");
      }
    } finally {
      database
          .database()
          .jdbi()
          .useHandle(handle -> handle.execute("DROP DATABASE ledger_owned WITH (FORCE)"));
      execute("DROP ROLE ledger_owner");
    }
  }

  @Test
  void post_thatDoesNotSumToZero_isRefusedAtTheEndOfTheTransaction() {
    assertThatThrownBy(
            () ->
                execute(
                    "INSERT INTO ledger_entry VALUES ('%s', 'CAPTURED', 'sales', 'EUR', -5, now())"
                        .formatted(id)))
        .hasStackTraceContaining("does not sum to zero");
    assertThatThrownBy(
            () ->
                execute(
                    """
                    INSERT INTO ledger_entry VALUES
                      ('%1$s', 'CAPTURED', 'sales', 'EUR', -5, now()),
                      ('%1$s', 'CAPTURED', 'acquirer_receivable', 'USD', 5, now())
                    """
                        .formatted(id)))
        .hasStackTraceContaining("does not sum to zero");
    assertThat(entries()).isZero();
  }

  @Test
  void move_fromAStateThatItHasLeft_postsNothing() {
    Step approved = Step.to(PaymentState.AUTHORIZED, LedgerEvent.AUTHORIZED);
    Payment first = store.move(authorizing, approved);

    Payment second = store.move(authorizing, approved);

    assertThat(second).isEqualTo(first);
    assertThat(entries()).isEqualTo(2);
  }

  @Test
  void post_sameEventTwice_isRefused() {
    store.move(authorizing, Step.to(PaymentState.AUTHORIZED, LedgerEvent.AUTHORIZED));

    assertThatThrownBy(
            () ->
                execute(
                    """
                    INSERT INTO ledger_entry VALUES
                      ('%1$s', 'AUTHORIZED', 'authorizations', 'EUR', 1000, now()),
                      ('%1$s', 'AUTHORIZED', 'authorizations_contra', 'EUR', -1000, now())
                    """
                        .formatted(id)))
        .hasMessageContaining("duplicate key");
  }

  @ParameterizedTest
  @EnumSource
  void lines_ofEachEvent_sumToZeroOnDifferentAccounts(LedgerEvent event) {
    assertThat(event.lines().stream().mapToInt(LedgerEvent.Line::sign).sum()).isZero();
    assertThat(event.lines()).extracting(LedgerEvent.Line::account).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void mayBecome_fromEachState_neverLeavesTheEndAndAlwaysReachesIt(PaymentState state) {
    for (PaymentState next : PaymentState.values()) {
      if (state == PaymentState.REVERSED) {
        assertThat(state.mayBecome(next)).isFalse();
      }
      if (state.isClosed()) {
        assertThat(state.mayBecome(next))
            .isEqualTo(state == PaymentState.REVERSING && next == PaymentState.REVERSED);
      }
    }
    if (!state.isClosed()) {
      assertThat(state.mayBecome(PaymentState.REVERSING) || state.mayBecome(PaymentState.REVERSED))
          .isTrue();
    }
  }

  @Test
  void move_whatTheTableForbids_isAnErrorInTheProgram() {
    assertThatThrownBy(() -> store.move(authorizing, Step.to(PaymentState.CAPTURED)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("AUTHORIZING to CAPTURED")
        .hasMessageNotContaining(order);
  }

  private long entries() {
    return database
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT count(*) FROM ledger_entry WHERE payment_id = :id")
                    .bind("id", id)
                    .mapTo(long.class)
                    .one());
  }

  private static void execute(String sql) {
    database.database().jdbi().useTransaction(handle -> handle.execute(sql));
  }
}
