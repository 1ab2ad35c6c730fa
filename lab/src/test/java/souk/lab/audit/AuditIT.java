// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import souk.lab.audit.AuditReport.Verdict;
import souk.lab.audit.rule.ViolationKind;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.history.HistoryWriter;
import souk.lab.part.ShopPlan;
import souk.v1.Order;

/** A real shop in which things were bought: clean; and then each damage to it is named. */
@Tag("cluster")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AuditIT {
  private static final String ONE = "sku-0001";
  private static final String OTHER = "sku-0042";

  private static OwnShop shop;
  private static ManagedChannel channel;
  private static HistoryWriter history;
  private static Shopper shopper;

  /** Of two orders, with something added after the first. */
  private static String cart;

  private static Order order;
  private ShopDamage damage;

  @BeforeAll
  static void buy() throws Exception {
    Run run =
        new Run(
            "audit-it",
            Path.of("..").toAbsolutePath().normalize(),
            new Run.Options(new Random().nextLong(), true, false, List.of()),
            new PrintWriter(System.out, true));
    shop =
        run.startShop(
            // It would repair what is damaged here, or report it and go on.
            ShopPlan.plain().with("payment", "SOUK_PAYMENT_RECONCILE_INTERVAL", "1h"));
    shop.discardIf(true);
    channel = shop.channel();
    history = HistoryWriter.create(shop.home().history(), "audit-it", InstantSource.system());
    shopper = new Shopper(channel, history);
    cart = shopper.createCart();
    shopper.add(cart, ONE, 2);
    shopper.checkout(cart, "tok_declined");
    order = shopper.checkout(cart, "tok_visa");
    shopper.add(cart, OTHER, 1);
    String second = shopper.createCart();
    shopper.add(second, ONE, 1);
    shopper.cancel(shopper.checkout(second, "tok_visa").getId());
    String third = shopper.createCart();
    shopper.add(third, OTHER, 3);
    shopper.checkoutWithoutWaiting(third, "tok_visa");
    AuditReport clean = audit(AuditMode.FINAL, Duration.ofSeconds(60));
    clean.print(new PrintWriter(System.out, true));
    assertThat(clean.violations()).isEmpty();
    assertThat(clean.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(clean.figures())
        .containsEntry("judged.carts", 3L)
        .containsEntry("orders.REJECTED.CARD_DECLINED", 1L)
        .containsEntry("orders.CANCELLED.BY_SHOPPER", 1L)
        .containsEntry("mails.NOTICE", 1L)
        .containsEntry("told.UNKNOWN", 1L);
  }

  @AfterAll
  static void down() throws Exception {
    if (channel != null) {
      channel.shutdownNow();
      history.close();
    }
    if (shop != null) {
      shop.close();
    }
  }

  @BeforeEach
  void findTheStore() throws Exception {
    damage = new ShopDamage(shop.home(), shop.part("postgres").address());
  }

  /** The next test begins with a shop that is whole. */
  @AfterEach
  void repair() throws Exception {
    damage.close();
    assertThat(audit(AuditMode.FINAL, Duration.ZERO).violations()).isEmpty();
  }

  @Test
  void orderDeleted_isLostChargedAndHeldForNobody() throws Exception {
    damage.delete("order", "orders", order.getId());
    named(order.getId(), ViolationKind.ORDER_LOST);
    named(order.getId(), ViolationKind.CHARGED_WITHOUT_ORDER);
    named(order.getId(), ViolationKind.HELD_FOR_NOBODY);
  }

  @Test
  void orderRefusedAfterwards_isLost() throws Exception {
    damage.sql("order", set("state = 'REJECTED'"), set("state = 'CONFIRMED'"));
    named(order.getId(), ViolationKind.ORDER_LOST);
    named(order.getId(), ViolationKind.CHARGED_WITHOUT_ORDER);
  }

  @Test
  void totalChanged_isWrong() throws Exception {
    damage.sql("order", set("total_minor = total_minor + 1"), set("total_minor = total_minor - 1"));
    named(order.getId(), ViolationKind.WRONG_TOTAL);
    named(order.getId(), ViolationKind.CHARGED_WRONG_AMOUNT);
  }

  @Test
  void linesDeleted_areMissed() throws Exception {
    damage.delete("order", "order_lines", order.getId());
    named(order.getId(), ViolationKind.EMPTY_ORDER);
    named(order.getId(), ViolationKind.NOT_SOLD);
  }

  @Test
  void taskParked_isNamed() throws Exception {
    damage.sql(
        "order",
        "INSERT INTO tasks VALUES ('%s', 'SETTLE', 'INVENTORY', now(), now(), 1, NULL, 1, 'x', 'x')"
            .formatted(order.getId()),
        "DELETE FROM tasks WHERE order_id = '%s'".formatted(order.getId()));
    named(order.getId(), ViolationKind.TASK_PARKED);
  }

  @Test
  void cartNeverGivenBack_isStuck() throws Exception {
    damage.sql("order", set("cart_open = true"), set("cart_open = false"));
    named(order.getId(), ViolationKind.ORDER_STUCK);
  }

  @Test
  void secondOrderOfACartThatWasOpen_isNamed() throws Exception {
    damage.sql(
        "order",
        "UPDATE orders SET created_at = created_at - interval '1 minute' WHERE order_id = '%s'"
            .formatted(order.getId()),
        "UPDATE orders SET created_at = created_at + interval '1 minute' WHERE order_id = '%s'"
            .formatted(order.getId()));
    named(cart, ViolationKind.OPEN_TWICE);
  }

  @Test
  void holdWithoutAnOrder_isHeldForNobody() throws Exception {
    damage.sql(
        "inventory",
        "INSERT INTO holds VALUES ('ord_nobody', 'HELD')",
        "DELETE FROM holds WHERE order_id = 'ord_nobody'");
    named("ord_nobody", ViolationKind.HELD_FOR_NOBODY);
  }

  @Test
  void holdFreed_isNotSold() throws Exception {
    String hold = "UPDATE holds SET state = '%s' WHERE order_id = '" + order.getId() + "'";
    damage.sql("inventory", hold.formatted("FREED"), hold.formatted("SETTLED"));
    named(order.getId(), ViolationKind.NOT_SOLD);
    named(ONE, ViolationKind.STOCK_UNBALANCED);
  }

  @Test
  void soldCounterOneMore_doesNotAddUp() throws Exception {
    String stock = "UPDATE stock SET sold = sold %s 1, on_hand = on_hand %s 1 WHERE product_id = ";
    damage.sql(
        "inventory",
        stock.formatted("+", "-") + "'" + ONE + "'",
        stock.formatted("-", "+") + "'" + ONE + "'");
    named(ONE, ViolationKind.STOCK_UNBALANCED);
  }

  @Test
  void deliveriesGone_isOversold() throws Exception {
    String where = " WHERE product_id = '" + ONE + "'";
    String delivered = damage.ask("inventory", "SELECT quantity FROM delivery_lines" + where);
    damage.sql(
        "inventory",
        "UPDATE delivery_lines SET quantity = 1" + where,
        "UPDATE delivery_lines SET quantity = " + delivered + where);
    named(ONE, ViolationKind.OVERSOLD);
  }

  @Test
  void secondAuthorisation_isChargedTwice() throws Exception {
    for (String key : new String[] {paymentId(), order.getId() + "-again"}) {
      damage.entry("AUTHORIZED", key, total());
      named(order.getId(), ViolationKind.CHARGED_TWICE);
      damage.close();
    }
  }

  @Test
  void authorisationUnderAnotherKey_isChargedWithoutOrder_andADiscrepancy() throws Exception {
    damage.entry("AUTHORIZED", "another-key", total());
    named("another-key", ViolationKind.CHARGED_WITHOUT_ORDER);
    damage.discrepancy("another-key", "UNKNOWN_PAYMENT");
    named("another-key", ViolationKind.DISCREPANCY);
  }

  @Test
  void refundOfAConfirmedOrder_isWithoutCharge() throws Exception {
    damage.entry("REFUNDED", paymentId(), total());
    named(order.getId(), ViolationKind.CONFIRMED_WITHOUT_CHARGE);
    named(paymentId(), ViolationKind.LEDGER_UNBALANCED);
  }

  @Test
  void receiptDeleted_isLost_andOneThatWasNotDueIsForNobody() throws Exception {
    Path receipt = mailAbout(order.getId());
    Path hidden = receipt.resolveSibling("hidden");
    damage.move(receipt, hidden);
    named(order.getId(), ViolationKind.RECEIPT_LOST);
    damage.close();
    damage.write(
        receipt.resolveSibling("forged.eml"),
        Files.readString(receipt).replace(order.getId(), "ord_nobody"));
    named("ord_nobody", ViolationKind.RECEIPT_FOR_NOBODY);
  }

  @Test
  void cartChangedBehindItsClient_isNamed() throws Exception {
    String mine = cart;
    shopper.addUnseen(mine, ONE, 1, Shopper.newId());
    damage.undoneBy(() -> shopper.removeUnseen(mine, ONE));
    named(mine, ViolationKind.CART_STILL_FULL);
    damage.close();
    shopper.removeUnseen(mine, OTHER);
    damage.undoneBy(() -> shopper.addUnseen(mine, OTHER, 1, Shopper.newId()));
    named(mine, ViolationKind.CART_LOST_ADDITIONS);
  }

  @Test
  void auditWhileItRuns_ofAWholeShop_isClean() throws Exception {
    assertThat(audit(AuditMode.LIVE, Duration.ZERO).verdict()).isEqualTo(Verdict.CLEAN);
  }

  private static void named(String id, ViolationKind kind) throws Exception {
    AuditReport report = audit(AuditMode.FINAL, Duration.ZERO);
    assertThat(report.verdict()).isEqualTo(Verdict.VIOLATIONS);
    assertThat(report.violations())
        .anySatisfy(
            violation -> {
              assertThat(violation.kind()).isEqualTo(kind);
              assertThat(violation.id()).isEqualTo(id);
            });
    report.violations().forEach(System.out::println);
  }

  private static Path mailAbout(String orderId) throws IOException {
    try (Stream<Path> mails = Files.list(shop.home().mails())) {
      for (Path mail : mails.toList()) {
        if (Files.readString(mail).contains("X-Souk-Order: " + orderId)) {
          return mail;
        }
      }
    }
    throw new AssertionError("no mail about the order");
  }

  private static AuditReport audit(AuditMode mode, Duration patience) throws Exception {
    return Audit.run(
        LocalSources.of(shop.home(), shop.status()), mode, patience, System.out::println);
  }

  private static String set(String what) {
    return "UPDATE orders SET " + what + " WHERE order_id = '" + order.getId() + "'";
  }

  private String paymentId() throws Exception {
    return damage.ask(
        "payment", "SELECT payment_id FROM payment WHERE order_id = '" + order.getId() + "'");
  }

  private static long total() {
    return souk.lab.history.MinorUnits.of(order.getTotal());
  }
}
