// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.lab.history.Asked;
import souk.lab.history.Told;
import souk.v1.Order.State;

/** What clients were told, against what there is. */
class ToldRulesTest {
  private final AShop shop = new AShop();

  @Test
  void judge_whatWasToldAndWhatBecameOfIt_isClean() {
    shop.checkout(shop.bought("a"), State.CONFIRMED);
    shop.checkout(shop.bought("b"), State.PENDING);
    AnOrder cancelled = shop.order("c").refused(State.CANCELLED, "BY_SHOPPER");
    shop.checkout(cancelled, State.CONFIRMED);
    shop.checkout(shop.bought("d"), Code.UNAVAILABLE);
    shop.checkout(shop.order("e").refused(State.REJECTED, "OUT_OF_STOCK"), Code.UNAVAILABLE);
    shop.checkout(new AnOrder("never placed"), Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED);
    shop.checkout(new AnOrder("refused"), Code.FAILED_PRECONDITION);

    assertThat(shop.judgedAtRest()).isEmpty();
    assertThat(shop.figures())
        .containsEntry("unknown.bought", 1L)
        .containsEntry("unknown.not_bought", 1L)
        .containsEntry("unknown.not_placed", 1L)
        .containsEntry("told.UNKNOWN", 3L)
        .containsEntry("told.FAIL", 1L);
  }

  @Test
  void judge_toldOfAnOrderThatIsNotThere_isLost() {
    shop.checkout(new AnOrder("gone"), State.PENDING);

    assertThat(shop.judgedWhileItRuns())
        .singleElement()
        .returns(ViolationKind.ORDER_LOST, Violation::kind)
        .returns("gone", Violation::id);
  }

  @ParameterizedTest
  @CsvSource({
    "CONFIRMED, REJECTED",
    "REJECTED, CONFIRMED",
    "CANCELLED, CONFIRMED",
    "REJECTED, CANCELLED",
  })
  void judge_toldWhatItCantHaveBeen_isLost(State told, State now) {
    AnOrder order = now == State.CONFIRMED ? shop.bought("a") : shop.order("a").refused(now, "X");
    shop.checkout(order, told);

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.ORDER_LOST, Violation::kind);
  }

  @Test
  void judge_toldTwoThingsThatExcludeEachOther_isLost() {
    AnOrder order = shop.bought("a");
    shop.checkout(order, State.REJECTED);
    shop.checkout(order, State.CONFIRMED);

    assertThat(shop.judgedAtRest())
        .extracting(Violation::kind)
        .containsOnly(ViolationKind.ORDER_LOST);
  }

  @Test
  void judge_toldInAnotherOrderThanItHappened_isClean() {
    AnOrder order = shop.bought("a");
    shop.checkout(order, State.CONFIRMED);
    shop.checkout(order, State.PENDING);

    assertThat(shop.judgedAtRest()).isEmpty();
  }

  @Test
  void judge_toldThatAnOrderIsNotThere_isLost() {
    AnOrder order = shop.bought("a");
    shop.told(
        Asked.getOrder(order.id),
        Told.error(List.of(Code.NOT_FOUND), Duration.ZERO, "ORDER_NOT_FOUND"));

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.ORDER_LOST, Violation::kind);
  }

  @Test
  void judge_toldAnotherTotal_isNamed() {
    AnOrder order = shop.bought("a");
    shop.checkout(order, State.CONFIRMED);
    shop.told(
        Asked.getOrder(order.id),
        new Told(List.of(Code.OK), Duration.ZERO, null, order.id, State.CONFIRMED, 1, null));

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.WRONG_TOTAL, Violation::kind);
  }

  @Test
  void judge_refusedForCertainAndPlacedAllTheSame_isNamed() {
    AnOrder order = shop.bought("a");
    shop.checkout(order, Code.RESOURCE_EXHAUSTED, Code.FAILED_PRECONDITION);

    assertThat(shop.judgedWhileItRuns())
        .singleElement()
        .returns(ViolationKind.FAILED_BUT_DONE, Violation::kind);

    // Asked again under the same id, which may well have placed it.
    shop.checkout(order, Code.UNAVAILABLE);
    assertThat(shop.judgedAtRest()).isEmpty();
  }

  @Test
  void judge_unknownThatIsHalfDone_isUnresolved() {
    AnOrder order = shop.bought("a");
    order.hold = null;
    shop.checkout(order, Code.UNAVAILABLE);

    assertThat(shop.judgedAtRest())
        .extracting(Violation::kind)
        .containsExactlyInAnyOrder(ViolationKind.UNKNOWN_UNRESOLVED, ViolationKind.NOT_SOLD);
  }

  @Test
  void judge_unknownThatIsChargedTwice_isUnresolved() {
    AnOrder order = shop.bought("a");
    shop.entry(ChargeEntry.AUTHORIZED, order.paymentId(), 2_000);
    order.ledgerReserved = 2_000;
    shop.checkout(order, Code.UNAVAILABLE);

    assertThat(shop.judgedAtRest())
        .extracting(Violation::kind)
        .containsExactlyInAnyOrder(ViolationKind.UNKNOWN_UNRESOLVED, ViolationKind.CHARGED_TWICE);
  }

  @Test
  void judge_unknownThatIsPending_isUnresolvedAtRestOnly() {
    shop.checkout(shop.order("a").pending(), Code.DEADLINE_EXCEEDED);

    assertThat(shop.judgedAtRest())
        .extracting(Violation::kind)
        .containsExactlyInAnyOrder(ViolationKind.UNKNOWN_UNRESOLVED, ViolationKind.ORDER_STUCK);
    assertThat(shop.judgedWhileItRuns()).isEmpty();
  }
}
