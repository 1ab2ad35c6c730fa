// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import souk.lab.audit.rule.OrderFacts.TaskFacts;
import souk.lab.audit.rule.Violation.Subject;

/** What the acquirer's statement, payment's ledger and payment's own findings say of orders. */
class MoneyRulesTest {
  private static final String PAYMENT = "pay_0123456789abcdef0123456789abcdef";
  private static final String ORDER = "ord_0123456789abcdef0123456789abcdef";

  private final AShop shop = new AShop();

  private static Arguments statement(ViolationKind kind, Consumer<AShop> entries) {
    return Arguments.of(kind, entries);
  }

  static Stream<Arguments> statements() {
    return Stream.of(
        statement(
            ViolationKind.CHARGED_TWICE,
            shop -> shop.entry(ChargeEntry.AUTHORIZED, "pay_of_a", 2_000)),
        statement(
            ViolationKind.CHARGED_TWICE,
            shop -> shop.entry(ChargeEntry.CAPTURED, "pay_of_a", 2_000)),
        statement(
            ViolationKind.CONFIRMED_WITHOUT_CHARGE,
            shop -> shop.entry(ChargeEntry.REFUNDED, "pay_of_a", 2_000)),
        statement(
            ViolationKind.CHARGED_WITHOUT_ORDER,
            shop -> shop.entry(ChargeEntry.AUTHORIZED, "stray", 500)),
        statement(
            ViolationKind.CHARGED_WITHOUT_ORDER,
            shop -> {
              shop.entry(ChargeEntry.AUTHORIZED, "stray", 500);
              shop.entry(ChargeEntry.CAPTURED, "stray", 500);
            }));
  }

  @ParameterizedTest
  @MethodSource("statements")
  void judge_oneEntryTooMany_isNamed(ViolationKind kind, Consumer<AShop> entries) {
    shop.bought("a");
    entries.accept(shop);

    assertThat(shop.judgedAtRest()).extracting(Violation::kind).contains(kind);
    assertThat(shop.judgedWhileItRuns()).extracting(Violation::kind).contains(kind);
  }

  @Test
  void judge_anAuthorisationMoreThatWasUndone_isClean() {
    shop.bought("a");
    shop.entry(ChargeEntry.AUTHORIZED, "stray", 500);
    shop.entry(ChargeEntry.VOIDED, "stray", 500);
    shop.entry(ChargeEntry.AUTHORIZED, "pay_of_a", 2_000);
    shop.entry(ChargeEntry.VOIDED, "pay_of_a", 2_000);

    assertThat(shop.judgedAtRest()).isEmpty();
  }

  @Test
  void take_secondKeyMadeFromAPaymentsId_isASecondCharge() {
    Charges charges = new Charges();
    charges.add(ChargeEntry.AUTHORIZED, PAYMENT, 5);
    charges.add(ChargeEntry.AUTHORIZED, PAYMENT + "-2", 5);
    charges.add(ChargeEntry.AUTHORIZED, "again-" + PAYMENT, 5);

    assertThat(charges.take(PAYMENT, ORDER).standing()).isEqualTo(3);
  }

  @Test
  void judge_authorisedAndNeverCaptured_isNotPaid() {
    AnOrder order = shop.order("a");
    shop.entry(ChargeEntry.AUTHORIZED, order.paymentId(), 2_000);
    order.ledgerTaken = 0;
    order.ledgerReserved = 2_000;

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.CONFIRMED_WITHOUT_CHARGE, Violation::kind);

    order.tasks = List.of(new TaskFacts("CAPTURE", 3, null, "away"));
    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.ORDER_STUCK, Violation::kind);
    assertThat(shop.judgedWhileItRuns()).isEmpty();
  }

  @Test
  void judge_lessCapturedThanTheTotal_isTheWrongAmount() {
    AnOrder order = shop.bought("a");
    order.total = 2_001;
    order.linesTotal = 2_001;

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.CHARGED_WRONG_AMOUNT, Violation::kind);
  }

  @Test
  void judge_neverAuthorised_isNotPaid() {
    AnOrder order = shop.order("a");
    order.paymentState = null;

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.CONFIRMED_WITHOUT_CHARGE, Violation::kind);
  }

  @Test
  void judge_secondKeyMadeFromAnOrdersId_isChargedTwice() {
    shop.bought(ORDER);
    shop.entry(ChargeEntry.AUTHORIZED, ORDER + "-again", 2_000);

    assertThat(shop.judgedAtRest())
        .anySatisfy(
            violation -> {
              assertThat(violation.kind()).isEqualTo(ViolationKind.CHARGED_TWICE);
              assertThat(violation.id()).isEqualTo(ORDER);
            })
        .extracting(Violation::kind)
        .doesNotContain(ViolationKind.CHARGED_WITHOUT_ORDER);
  }

  private static Arguments open(String kind, Consumer<AShop> what) {
    return Arguments.of(kind, what);
  }

  static Stream<Arguments> openDiscrepancies() {
    return Stream.of(
        open("REPEATED", shop -> shop.entry(ChargeEntry.CAPTURED, "pay_of_a", 2_000)),
        open("NOT_ON_STATEMENT", shop -> shop.orders().getFirst().ledgerTaken = 4_000),
        open("UNREPAIRED", shop -> shop.entry(ChargeEntry.AUTHORIZED, "pay_of_a", 1)),
        // The amounts agree: it may be the currency.
        open("OTHER_AMOUNT", shop -> {}),
        open("NOT_OURS", shop -> {}),
        open("WHATEVER_A_NEWER_VERSION_FINDS", shop -> {}));
  }

  @ParameterizedTest
  @MethodSource("openDiscrepancies")
  void discrepancy_thatIsThereStill_isNamedWithItsOrder(String kind, Consumer<AShop> what) {
    shop.bought("a");
    what.accept(shop);
    shop.discrepancy("pay_of_a", kind);

    assertThat(shop.judgedAtRest())
        .filteredOn(each -> each.kind() == ViolationKind.DISCREPANCY)
        .singleElement()
        .returns(Subject.ORDER, Violation::subject)
        .returns("a", Violation::id)
        .satisfies(each -> assertThat(each.evidence()).contains(kind, "ours mine", "theirs yours"));
    assertThat(shop.judgedWhileItRuns())
        .extracting(Violation::kind)
        .contains(ViolationKind.DISCREPANCY);
  }

  @Test
  void discrepancy_thatSomebodyHasPutRight_isOnlyCounted() {
    shop.bought("a");
    shop.entry(ChargeEntry.AUTHORIZED, "pay_of_a", 2_000);
    shop.entry(ChargeEntry.VOIDED, "pay_of_a", 2_000);
    shop.discrepancy("pay_of_a", "REPEATED");
    shop.bought("b");
    shop.discrepancy("pay_of_b", "NOT_ON_STATEMENT");
    shop.order("c").refused(souk.v1.Order.State.CANCELLED, "PAYMENT_FAILED");
    shop.discrepancy("pay_of_c", "NOT_OURS");
    shop.entry(ChargeEntry.AUTHORIZED, "stray", 500);
    shop.entry(ChargeEntry.VOIDED, "stray", 500);
    shop.discrepancy("stray", "UNKNOWN_PAYMENT");

    assertThat(shop.judgedAtRest()).isEmpty();
    assertThat(shop.figures()).containsEntry("payment.discrepancies", 4L);
  }

  @Test
  void discrepancy_ofAKeyThatNoPaymentHas_isNamedWithTheKey() {
    shop.entry(ChargeEntry.AUTHORIZED, "stray", 500);
    shop.discrepancy("stray", "UNKNOWN_PAYMENT");

    assertThat(shop.judgedAtRest())
        .filteredOn(each -> each.kind() == ViolationKind.DISCREPANCY)
        .singleElement()
        .returns(Subject.PAYMENT, Violation::subject)
        .returns("stray", Violation::id);
  }

  @Test
  void discrepancy_ofAKeyMadeFromAPaymentsId_isItsOrders() {
    Judge judge = shop.judge(true);
    judge.statement(ChargeEntry.AUTHORIZED, PAYMENT, 5);
    judge.statement(ChargeEntry.AUTHORIZED, PAYMENT + "-2", 5);
    judge.discrepancy(new Discrepancy(PAYMENT + "-2", "UNKNOWN_PAYMENT", "none", "AUTHORIZED"));
    judge.dossier(
        new Dossier(ORDER, null, null, new PaymentFacts(ORDER, PAYMENT, "AUTHORIZED", 0, 5, 0)));
    List<String> unused = judge.finish();

    assertThat(judge.findings().violations())
        .filteredOn(each -> each.kind() == ViolationKind.DISCREPANCY)
        .singleElement()
        .returns(ORDER, Violation::id);
  }
}
