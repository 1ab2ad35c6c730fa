// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import souk.lab.audit.rule.OrderFacts.TaskFacts;
import souk.v1.Order.State;

/** Orders by themselves, their stock and their receipts: whole ones, and each damage. */
class OrderRulesTest {
  private final AShop shop = new AShop();

  @Test
  void judge_everyKindOfWholeOrder_isClean() {
    shop.bought("a");
    shop.order("b").refused(State.REJECTED, "CARD_DECLINED");
    shop.entry(ChargeEntry.DECLINED, "pay_of_b", 2_000);
    AnOrder cancelled = shop.bought("c").refused(State.CANCELLED, "BY_SHOPPER");
    cancelled.events = Set.of("PLACED", "CONFIRMED", "CART_EMPTIED", "CANCELLED");
    cancelled.hold = HoldFacts.State.RESTOCKED;
    cancelled.receipts = 2;
    cancelled.notices = 1;
    shop.entry(ChargeEntry.REFUNDED, "pay_of_c", 2_000);
    AnOrder refused = shop.order("d").refused(State.CANCELLED, "PAYMENT_FAILED");
    shop.entry(ChargeEntry.AUTHORIZED, "pay_of_d", 2_000);
    shop.entry(ChargeEntry.CAPTURE_REFUSED, "pay_of_d", 2_000);
    shop.entry(ChargeEntry.VOIDED, "pay_of_d", 2_000);
    refused.events = Set.of("PLACED", "CONFIRMED", "CART_EMPTIED", "CANCELLED");
    refused.notices = 1;
    AnOrder buried = shop.order("e").refused(State.REJECTED, "TIMED_OUT");
    shop.entry(ChargeEntry.VOIDED, "pay_of_e", 0);
    buried.holdLines = Map.of();

    assertThat(shop.judgedAtRest()).isEmpty();
    assertThat(shop.judgedWhileItRuns()).isEmpty();
    assertThat(shop.figures())
        .containsEntry("judged.orders", 5L)
        .containsEntry("orders.CONFIRMED", 1L)
        .containsEntry("mails.repeated", 1L)
        .containsEntry("acquirer.VOIDED", 2L);
  }

  private static Arguments damage(ViolationKind kind, Consumer<AnOrder> damage) {
    return Arguments.of(kind, damage);
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        damage(
            ViolationKind.EMPTY_ORDER,
            order -> {
              order.lines = Map.of();
              order.holdLines = Map.of();
              order.linesTotal = 0;
            }),
        damage(ViolationKind.WRONG_TOTAL, order -> order.linesTotal = 1_999),
        damage(ViolationKind.ORDER_STUCK, order -> order.cartOpen = true),
        damage(ViolationKind.NOT_SOLD, order -> order.hold = null),
        damage(ViolationKind.NOT_SOLD, order -> order.hold = HoldFacts.State.HELD),
        damage(ViolationKind.NOT_SOLD, order -> order.hold = HoldFacts.State.FREED),
        damage(ViolationKind.NOT_SOLD, order -> order.holdLines = Map.of("sku-1", 1L)),
        damage(ViolationKind.NOT_SOLD, order -> order.holdLines = Map.of("sku-1", 2L, "sku-2", 1L)),
        damage(ViolationKind.LEDGER_UNBALANCED, order -> order.ledgerTaken = 1_999),
        damage(ViolationKind.LEDGER_UNBALANCED, order -> order.ledgerReserved = 1),
        damage(ViolationKind.LEDGER_UNBALANCED, order -> order.unbalanced = 1),
        damage(ViolationKind.RECEIPT_LOST, order -> order.receipts = 0),
        damage(ViolationKind.NOTICE_FOR_NOBODY, order -> order.notices = 1));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void judge_oneThingWrongOfABoughtOrder_isNamed(ViolationKind kind, Consumer<AnOrder> damage) {
    shop.bought("whole");
    damage.accept(shop.bought("damaged"));

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(kind, Violation::kind)
        .extracting(Violation::id)
        .asString()
        .endsWith("damaged");
    assertThat(shop.judgedWhileItRuns()).hasSize(1);
  }

  @Test
  void judge_refusedOrderWithMoneyAndStock_namesBoth() {
    AnOrder order = shop.order("a").refused(State.REJECTED, "TIMED_OUT");
    shop.entry(ChargeEntry.AUTHORIZED, order.paymentId(), 2_000);
    order.ledgerReserved = 2_000;
    order.hold = HoldFacts.State.HELD;
    order.receipts = 1;

    assertAllOfItIsForNobody(shop.judgedAtRest());
  }

  @Test
  void judge_orderThatIsNotThere_namesWhatStandsForIt() {
    shop.bought("a").exists = false;

    assertAllOfItIsForNobody(shop.judgedWhileItRuns());
  }

  private static void assertAllOfItIsForNobody(List<Violation> violations) {
    assertThat(violations)
        .extracting(Violation::kind)
        .containsExactlyInAnyOrder(
            ViolationKind.CHARGED_WITHOUT_ORDER,
            ViolationKind.HELD_FOR_NOBODY,
            ViolationKind.RECEIPT_FOR_NOBODY);
  }

  @Test
  void judge_receiptOfAnOrderThatNeverWas_isNamed() {
    shop.mail(MailKind.RECEIPT, "nobody's");

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.RECEIPT_FOR_NOBODY, Violation::kind);
  }

  @Test
  void judge_receiptStillToBeSent_isNotLostButStuck() {
    AnOrder order = shop.bought("a");
    order.receipts = 0;
    order.tasks = List.of(new TaskFacts("RECEIPT", 3, null, "away"));

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.ORDER_STUCK, Violation::kind);
  }

  @Test
  void judge_cancelledAfterItWasConfirmed_wantsANotice() {
    AnOrder order = shop.order("a").refused(State.CANCELLED, "BY_SHOPPER");
    assertThat(shop.judgedAtRest()).isEmpty();

    order.events = Set.of("PLACED", "CONFIRMED", "CART_EMPTIED", "CANCELLED");
    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.NOTICE_LOST, Violation::kind);
  }

  @Test
  void judge_pendingOrder_isStuckAtRestOrWhenItIsOld() {
    shop.order("a").pending();

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.ORDER_STUCK, Violation::kind);
    shop.isAt(Duration.ofMinutes(15));
    assertThat(shop.judgedWhileItRuns()).isEmpty();
    shop.isAt(Duration.ofMinutes(17));
    assertThat(shop.judgedWhileItRuns())
        .singleElement()
        .returns(ViolationKind.ORDER_STUCK, Violation::kind);
  }

  @Test
  void judge_parkedTask_isNamedAtAnyTime() {
    AnOrder order = shop.bought("a");
    order.tasks = List.of(new TaskFacts("SETTLE", 1, "NOT_HELD", "NOT_HELD"));

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.TASK_PARKED, Violation::kind);
    assertThat(shop.judgedWhileItRuns())
        .singleElement()
        .returns(ViolationKind.TASK_PARKED, Violation::kind);
  }

  @Test
  void judgeWhileItRuns_whatChangedJustNow_isLeftForLater() {
    AnOrder order = shop.order("a");
    order.hold = HoldFacts.State.HELD;
    order.receipts = 0;
    shop.isAt(Duration.ofSeconds(11));

    assertThat(shop.judgedWhileItRuns()).isEmpty();
    order.changedAt = AnOrder.PLACED;
    assertThat(shop.judgedWhileItRuns()).isNotEmpty();
    order.tasks = List.of(new TaskFacts("SETTLE", 0, null, null));
    assertThat(shop.judgedWhileItRuns()).isEmpty();
  }

  @Test
  void remains_ofAnOrderThatIsNotThere_isALostOrder() {
    Judge judge =
        new Judge(
            new Scope(true, AnOrder.PLACED, Duration.ZERO, Duration.ZERO, Duration.ZERO, true));
    judge.remains("a", "lines");

    assertThat(judge.findings().violations())
        .singleElement()
        .returns(ViolationKind.ORDER_LOST, Violation::kind);
  }
}
