// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.audit.rule.CartSpan;
import souk.lab.audit.rule.Discrepancy;
import souk.lab.audit.rule.Dossier;
import souk.lab.audit.rule.HoldFacts;
import souk.lab.audit.rule.OrderFacts;
import souk.lab.audit.rule.OrderFacts.TaskFacts;
import souk.lab.audit.rule.PaymentFacts;
import souk.lab.audit.rule.StockFacts;
import souk.lab.part.PostgresWithData;
import souk.v1.Order;

/** The databases' tables as the services' own migrations make them, on a real PostgreSQL. */
class BooksTest {
  private static final String ORDER =
      """
      INSERT INTO orders (order_id, cart_id, request_id, request_hash, cart_order, cart_open, state,
        reason, version, logical_time, currency, total_minor, card_token, email, ship_to, created_at)
      VALUES ('%s', '%s', '00000000-0000-4000-8000-%012d', '', %d, %s, '%s', '%s', 3, 1, 'EUR', %d,
        %s, 'a@b.c', '', '2026-11-21T08:00:00.5Z')
      """;

  @TempDir private static Path folder;
  private static PostgresWithData postgres;

  @BeforeAll
  static void start() {
    postgres = PostgresWithData.start(folder);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void empty() throws Exception {
    postgres.damage("order", "TRUNCATE orders, order_lines, order_timeline, tasks");
    postgres.damage("inventory", "TRUNCATE stock, deliveries, delivery_lines, holds, hold_lines");
    postgres.damage(
        "payment",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ledger_is_append_only",
        "TRUNCATE payment, ledger_entry",
        "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_is_append_only");
  }

  @Test
  void dossiers_ofAllThreeDatabases_areJoinedByOrder() throws Exception {
    postgres.write(
        "order",
        ORDER.formatted("ord_b", "crt_1", 1, 1, "false", "CONFIRMED", "NONE", 700, "NULL"),
        "INSERT INTO order_lines VALUES ('ord_b', 1, 'sku-1', 'One', 2, 100),"
            + " ('ord_b', 2, 'sku-2', 'Two', 1, 500)",
        "INSERT INTO order_timeline VALUES ('ord_b', 1, 'PLACED', '2026-11-21T08:00:00Z', ''),"
            + " ('ord_b', 2, 'CONFIRMED', '2026-11-21T08:00:01Z', ''),"
            + " ('ord_b', 3, 'CART_EMPTIED', '2026-11-21T08:00:02Z', '')",
        "INSERT INTO tasks VALUES"
            + " ('ord_b', 'SETTLE', 'STOCK', now(), now(), 1, NULL, 4, 'away', NULL),"
            + " ('ord_b', 'CAPTURE', 'MONEY', now(), now(), 1, NULL, 1, NULL, 'no')");
    postgres.write(
        "inventory",
        "INSERT INTO holds VALUES ('ord_b', 'HELD'), ('ord_a', 'FREED')",
        "INSERT INTO hold_lines VALUES ('ord_b', 'sku-1', 2), ('ord_b', 'sku-2', 1)");
    postgres.write(
        "payment",
        payment("ord_b", "pay_b", "AUTHORIZED", 700),
        payment("ord_c", "pay_c", "CAPTURED", 300),
        "INSERT INTO ledger_entry VALUES"
            + " ('pay_b', 'AUTHORIZED', 'authorizations', 'EUR', 700, now()),"
            + " ('pay_b', 'AUTHORIZED', 'authorizations_contra', 'EUR', -700, now())");

    List<Dossier> dossiers = dossiers();

    assertThat(dossiers).extracting(Dossier::orderId).containsExactly("ord_a", "ord_b", "ord_c");
    assertThat(dossiers.get(0))
        .isEqualTo(
            new Dossier(
                "ord_a", null, new HoldFacts("ord_a", HoldFacts.State.FREED, Map.of()), null));
    assertThat(dossiers.get(1).hold())
        .isEqualTo(new HoldFacts("ord_b", HoldFacts.State.HELD, Map.of("sku-1", 2L, "sku-2", 1L)));
    assertThat(dossiers.get(1).payment())
        .isEqualTo(new PaymentFacts("ord_b", "pay_b", "AUTHORIZED", 0, 700, 0));
    assertThat(dossiers.get(1).order())
        .isNotNull()
        .returns(Order.State.CONFIRMED, OrderFacts::state)
        .returns("", OrderFacts::reason)
        .returns("00000000-0000-4000-8000-000000000001", OrderFacts::requestId)
        .returns(Map.of("sku-1", 2L, "sku-2", 1L), OrderFacts::lines)
        .returns(700L, OrderFacts::linesTotal)
        .returns(
            List.of(
                new TaskFacts("CAPTURE", 1, "no", null), new TaskFacts("SETTLE", 4, null, "away")),
            OrderFacts::tasks)
        .satisfies(order -> assertThat(order.changedAt()).isEqualTo("2026-11-21T08:00:02Z"))
        .satisfies(order -> assertThat(order.decidedAt()).isEqualTo("2026-11-21T08:00:01Z"));
    assertThat(dossiers.get(2)).returns(null, Dossier::order).returns(null, Dossier::hold);
  }

  @Test
  void dossiers_manyOrders_areAllThere() throws Exception {
    postgres.write(
        "order",
        """
        INSERT INTO orders (order_id, cart_id, request_id, request_hash, cart_order, cart_open,
          state, reason, version, logical_time, currency, total_minor, email, ship_to, created_at)
        SELECT 'ord_' || md5(i::text), 'crt_' || i, gen_random_uuid(), '', 1, false, 'REJECTED',
          'TIMED_OUT', 1, 1, 'EUR', 1, '', '', now()
        FROM generate_series(1, 3000) i
        """);
    postgres.write(
        "inventory",
        "INSERT INTO holds SELECT 'ord_' || md5(i::text), 'FREED' FROM generate_series(1, 4000) i");

    List<Dossier> dossiers = dossiers();
    assertThat(dossiers).hasSize(4000).allMatch(each -> each.hold() != null);
    assertThat(dossiers).filteredOn(each -> each.order() != null).hasSize(3000);
  }

  @Test
  void ledger_thatWasTamperedWith_doesNotBalance() throws Exception {
    postgres.write("payment", payment("ord_a", "pay_a", "CAPTURED", 300));
    postgres.damage(
        "payment",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entries_sum_to_zero",
        "INSERT INTO ledger_entry VALUES"
            + " ('pay_a', 'CAPTURED', 'acquirer_receivable', 'EUR', 300, now()),"
            + " ('pay_a', 'CAPTURED', 'sales', 'EUR', -299, now())",
        "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_sum_to_zero");

    assertThat(dossiers())
        .singleElement()
        .extracting(Dossier::payment)
        .isEqualTo(new PaymentFacts("ord_a", "pay_a", "CAPTURED", 300, 0, 1));
  }

  @Test
  void discrepancies_ofWhatPaymentFound_areReadWithoutRepairs() throws Exception {
    postgres.write(
        "payment",
        "INSERT INTO reconciliation_finding VALUES"
            + " ('pay_a', 'REPEATED', 'DISCREPANCY', 'CAPTURED', 'CAPTURED,CAPTURED', now()),"
            + " ('pay_b', 'VOID', 'REPAIRED', 'REVERSED', 'AUTHORIZED', now())");
    List<Discrepancy> found = new ArrayList<>();
    try (Books books = open()) {
      books.discrepancies(found::add);
    }
    assertThat(found)
        .containsExactly(new Discrepancy("pay_a", "REPEATED", "CAPTURED", "CAPTURED,CAPTURED"));
  }

  @Test
  void remains_ofAnOrderThatWasDeleted_areFound() throws Exception {
    postgres.write("order", "INSERT INTO order_lines VALUES ('ord_x', 1, 'sku-1', 'One', 2, 100)");

    List<String> found = new ArrayList<>();
    try (Books books = open()) {
      books.remains((id, what) -> found.add(id + " " + what));
    }
    assertThat(found).containsExactly("ord_x lines");
  }

  @Test
  void spans_ofACartWithSeveralOrders_followEachOther() throws Exception {
    postgres.write(
        "order",
        ORDER.formatted("ord_1", "crt_1", 1, 1, "false", "CONFIRMED", "NONE", 1, "NULL"),
        ORDER.formatted("ord_2", "crt_1", 2, 2, "false", "REJECTED", "TIMED_OUT", 1, "NULL"),
        ORDER.formatted("ord_3", "crt_1", 3, 3, "true", "PENDING", "NONE", 1, "'tok_visa'"),
        ORDER.formatted("ord_4", "crt_2", 4, 1, "false", "CONFIRMED", "NONE", 1, "NULL"),
        "INSERT INTO order_timeline VALUES"
            + " ('ord_1', 1, 'CONFIRMED', '2026-11-21T08:00:01Z', ''),"
            + " ('ord_1', 2, 'CART_EMPTIED', '2026-11-21T08:00:02Z', ''),"
            + " ('ord_1', 3, 'CANCELLED', '2026-11-21T08:00:03Z', ''),"
            + " ('ord_2', 1, 'REJECTED', '2026-11-21T08:00:04Z', '')");

    List<CartSpan> spans = new ArrayList<>();
    try (Books books = open()) {
      books.spans(
          (first, second) -> {
            spans.add(first);
            spans.add(second);
          });
    }
    assertThat(spans)
        .extracting(CartSpan::orderId)
        .containsExactly("ord_1", "ord_2", "ord_2", "ord_3");
    assertThat(spans).extracting(CartSpan::wasConfirmed).containsExactly(true, false, false, false);
    assertThat(spans.get(0).closedAt()).isEqualTo("2026-11-21T08:00:02Z");
    assertThat(spans.get(1).closedAt()).isEqualTo("2026-11-21T08:00:04Z");
    assertThat(spans.get(3).closedAt()).isNull();
  }

  @Test
  void products_withCountersAndRecords_haveBoth() throws Exception {
    postgres.write(
        "inventory",
        "INSERT INTO stock VALUES ('sku-1', 10, 4, 2, 5, 1), ('sku-2', 7, 7, 0, 0, 0)",
        "INSERT INTO delivery_lines VALUES ('d1', 'sku-1', 6), ('d2', 'sku-1', 4), ('d2', 'sku-3',"
            + " 9)",
        "INSERT INTO holds VALUES ('o1', 'HELD'), ('o2', 'SETTLED'), ('o3', 'RESTOCKED'),"
            + " ('o4', 'FREED')",
        "INSERT INTO hold_lines VALUES ('o1', 'sku-1', 2), ('o2', 'sku-1', 4), ('o3', 'sku-1', 1),"
            + " ('o4', 'sku-1', 50)");

    List<StockFacts> products = new ArrayList<>();
    try (Books books = open()) {
      books.products(products::add);
    }
    assertThat(products)
        .containsExactly(
            new StockFacts("sku-1", 10, 4, 2, 5, 1, 10, 2, 5, 1),
            new StockFacts("sku-2", 7, 7, 0, 0, 0, 0, 0, 0, 0),
            new StockFacts("sku-3", 0, 0, 0, 0, 0, 9, 0, 0, 0));
  }

  @Test
  void moment_whatIsWrittenMeanwhile_isNotSeen() throws Exception {
    try (Books books = open()) {
      postgres.write(
          "order",
          ORDER.formatted("ord_1", "crt_1", 1, 1, "false", "CONFIRMED", "NONE", 1, "NULL"));
      List<Dossier> dossiers = new ArrayList<>();
      books.dossiers(dossiers::add);
      assertThat(dossiers).isEmpty();
    }
    assertThat(dossiers()).hasSize(1);
  }

  @Test
  void activity_tellsWhatIsUnderWay() throws Exception {
    Database orders = database("order");
    OrderActivity before = OrderActivity.of(orders);
    postgres.write(
        "order",
        ORDER.formatted("ord_1", "crt_1", 1, 1, "true", "PENDING", "NONE", 1, "'tok_visa'"),
        "INSERT INTO tasks VALUES"
            + " ('ord_1', 'DECIDE', 'DECISION', now(), now(), 1, NULL, 4, 'away', NULL),"
            + " ('ord_1', 'CAPTURE', 'MONEY', now(), now(), 1, NULL, 1, NULL, 'no')");
    OrderActivity after = OrderActivity.of(orders);

    assertThat(before.isAtRest()).isTrue();
    assertThat(after).isEqualTo(new OrderActivity(1, 1, 1, 3));
    assertThat(after.isAtRest()).isFalse();
    assertThat(after.isSameAs(before)).isFalse();
  }

  @Test
  void open_wrongPasswordOrNoServer_isAway() {
    Database orders = database("order");
    Database wrong = new Database("order", orders.url(), orders.user(), "guessed");
    Database nowhere = new Database("order", "jdbc:postgresql://127.0.0.1:1/order", "audit", "x");

    assertThatThrownBy(() -> Moment.of(wrong))
        .isInstanceOf(SourceAway.class)
        .hasMessageContaining("password");
    assertThatThrownBy(() -> Moment.of(nowhere)).isInstanceOf(SourceAway.class);
    assertThat(orders.toString()).doesNotContain(orders.password());
  }

  private static String payment(String order, String id, String state, long amount) {
    return """
    INSERT INTO payment (order_id, payment_id, state, amount_minor, currency, card_hash,
      created_at, changed_at)
    VALUES ('%s', '%s', '%s', %d, 'EUR', 'x', now(), now())
    """
        .formatted(order, id, state, amount);
  }

  private static List<Dossier> dossiers() {
    List<Dossier> dossiers = new ArrayList<>();
    try (Books books = open()) {
      books.dossiers(dossiers::add);
    }
    return dossiers;
  }

  private static Books open() {
    return Books.open(database("order"), database("inventory"), database("payment"));
  }

  private static Database database(String service) {
    return new Database(service, postgres.url(service), "audit", postgres.auditPassword());
  }
}
