// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.type.PostalAddress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.service.Money;

class TransitionTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Money TEN = new Money(ModelShop.EUR, 1000);

  @ParameterizedTest
  @CsvSource({
    "CONFIRM, PENDING, CONFIRMED, NONE",
    "REJECT_OUT_OF_STOCK, PENDING, REJECTED, OUT_OF_STOCK",
    "REJECT_CARD_DECLINED, PENDING, REJECTED, CARD_DECLINED",
    "REJECT_TIMED_OUT, PENDING, REJECTED, TIMED_OUT",
    "CANCEL, PENDING, CANCELLED, BY_SHOPPER",
    "CANCEL, CONFIRMED, CANCELLED, BY_SHOPPER",
    "FAIL_PAYMENT, CONFIRMED, CANCELLED, PAYMENT_FAILED"
  })
  void after_allowed_leadsThere(
      Transition transition, OrderState from, OrderState to, OrderReason reason) {
    Order after = order(from).after(transition, List.of(Happened.plain(transition.event(), NOON)));

    assertThat(after.state()).isEqualTo(to);
    assertThat(after.reason()).isEqualTo(reason);
    assertThat(after.version()).isEqualTo(order(from).version() + 1);
  }

  @Test
  void isAllowedFrom_allPairs_onlyTheTable() {
    int allowed = 0;
    for (Transition transition : Transition.values()) {
      for (OrderState from : OrderState.values()) {
        if (transition.isAllowedFrom(from)) {
          allowed++;
        } else {
          assertThatThrownBy(() -> order(from).after(transition, List.of()))
              .isInstanceOf(IllegalStateException.class);
        }
      }
    }
    assertThat(allowed).isEqualTo(7);
  }

  @Test
  void follows_everyUndoing_atBothParticipants() {
    for (Transition transition : Transition.values()) {
      for (OrderState from : OrderState.values()) {
        assertThat(transition.follows(from).containsAll(TaskKind.UNDO))
            .as(transition.name())
            .isEqualTo(transition != Transition.CONFIRM);
      }
    }
  }

  @Test
  void follows_shopper_isToldWhatBecameOfWhatWasConfirmed() {
    assertThat(Transition.CONFIRM.follows(OrderState.PENDING)).contains(TaskKind.RECEIPT);
    assertThat(Transition.FAIL_PAYMENT.follows(OrderState.CONFIRMED)).contains(TaskKind.NOTICE);
    assertThat(Transition.CANCEL.follows(OrderState.CONFIRMED)).contains(TaskKind.NOTICE);
    assertThat(Transition.CANCEL.follows(OrderState.PENDING)).doesNotContain(TaskKind.NOTICE);
    assertThat(Transition.REJECT_TIMED_OUT.follows(OrderState.PENDING)).isEqualTo(TaskKind.UNDO);
  }

  @Test
  void closesCart_confirmedAndCancelled_staysOpenUntilTakenOut() {
    assertThat(Transition.CONFIRM.closesCart(OrderState.PENDING)).isFalse();
    assertThat(Transition.CANCEL.closesCart(OrderState.CONFIRMED)).isFalse();
    assertThat(Transition.FAIL_PAYMENT.closesCart(OrderState.CONFIRMED)).isFalse();
    assertThat(Transition.CANCEL.closesCart(OrderState.PENDING)).isTrue();
    assertThat(Transition.REJECT_OUT_OF_STOCK.closesCart(OrderState.PENDING)).isTrue();
  }

  @Test
  void after_clockGoesBack_logicalTimeGrows() {
    Order order = order(OrderState.PENDING);
    Instant earlier = NOON.minusSeconds(3600);

    Order after =
        order.after(
            Transition.CONFIRM,
            List.of(
                Happened.plain(OrderEvent.HELD, earlier),
                Happened.plain(OrderEvent.AUTHORIZED, NOON.plusMillis(1)),
                Happened.plain(OrderEvent.CONFIRMED, NOON.plusMillis(1))));

    long placed = LogicalTime.of(NOON);
    assertThat(after.timeline())
        .extracting(TimelineEntry::logicalTime)
        .containsExactly(
            placed,
            placed + 1,
            LogicalTime.of(NOON.plusMillis(1)),
            LogicalTime.of(NOON.plusMillis(1)) + 1);
    assertThat(after.timeline().get(1).wallTime()).isEqualTo(earlier);
  }

  @Test
  void of_instant_millisInTheUpper48Bits() {
    assertThat(LogicalTime.of(NOON) >> 16).isEqualTo(NOON.toEpochMilli());
    assertThat(LogicalTime.of(NOON) & 0xffff).isZero();
  }

  private static Order order(OrderState state) {
    return new Order(
        "ord_" + "0".repeat(32),
        "crt_" + "0".repeat(32),
        state,
        OrderReason.NONE,
        List.of(new OrderLine("lamp", "Lamp", 1, TEN)),
        TEN,
        PostalAddress.getDefaultInstance(),
        NOON,
        List.of(TimelineEntry.after(0, Happened.plain(OrderEvent.PLACED, NOON))),
        1);
  }
}
