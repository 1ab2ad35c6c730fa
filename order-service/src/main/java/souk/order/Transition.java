// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static souk.order.OrderState.CANCELLED;
import static souk.order.OrderState.CONFIRMED;
import static souk.order.OrderState.PENDING;
import static souk.order.OrderState.REJECTED;

import java.util.EnumSet;
import java.util.Set;

/**
 * The table of an order's changes of state: from where, to where, why, and the tasks that follow in
 * the same transaction. What is undone is undone at both participants, whatever this process knows
 * of them: a coordinator that was paused may still be about to hold or to authorise, and their
 * tombstones are what it runs into.
 */
// The sets are made by Set.of.
@SuppressWarnings("ImmutableEnumChecker")
enum Transition {
  CONFIRM(
      Set.of(PENDING),
      CONFIRMED,
      OrderReason.NONE,
      Set.of(TaskKind.SETTLE, TaskKind.CAPTURE, TaskKind.TAKE_OUT, TaskKind.RECEIPT)),
  REJECT_OUT_OF_STOCK(Set.of(PENDING), REJECTED, OrderReason.OUT_OF_STOCK, TaskKind.UNDO),
  REJECT_CARD_DECLINED(Set.of(PENDING), REJECTED, OrderReason.CARD_DECLINED, TaskKind.UNDO),
  REJECT_TIMED_OUT(Set.of(PENDING), REJECTED, OrderReason.TIMED_OUT, TaskKind.UNDO),
  CANCEL(Set.of(PENDING, CONFIRMED), CANCELLED, OrderReason.BY_SHOPPER, TaskKind.UNDO),
  FAIL_PAYMENT(Set.of(CONFIRMED), CANCELLED, OrderReason.PAYMENT_FAILED, TaskKind.UNDO);

  private final Set<OrderState> from;
  private final OrderState to;
  private final OrderReason reason;
  private final Set<TaskKind> follows;

  Transition(Set<OrderState> from, OrderState to, OrderReason reason, Set<TaskKind> follows) {
    this.from = from;
    this.to = to;
    this.reason = reason;
    this.follows = follows;
  }

  boolean isAllowedFrom(OrderState state) {
    return from.contains(state);
  }

  OrderState to() {
    return to;
  }

  OrderReason reason() {
    return reason;
  }

  /** The tasks that it brings. Who was told that it is bought is told that it is not, after all. */
  Set<TaskKind> follows(OrderState before) {
    if (before != CONFIRMED) {
      return follows;
    }
    Set<TaskKind> all = EnumSet.copyOf(follows);
    all.add(TaskKind.NOTICE);
    return all;
  }

  /** The tasks that have no more to do after it. */
  Set<TaskKind> ends() {
    return switch (this) {
      case FAIL_PAYMENT -> Set.of(TaskKind.CAPTURE);
      case CONFIRM, REJECT_OUT_OF_STOCK, REJECT_CARD_DECLINED, REJECT_TIMED_OUT, CANCEL ->
          Set.of(TaskKind.DECIDE);
    };
  }

  /**
   * Whether the cart may be checked out again after it. A confirmed order that is cancelled keeps
   * the cart until its lines were taken out, since nobody knows whether they have been.
   */
  boolean closesCart(OrderState before) {
    return before == PENDING && to != CONFIRMED;
  }

  OrderEvent event() {
    return switch (to) {
      case CONFIRMED -> OrderEvent.CONFIRMED;
      case REJECTED -> OrderEvent.REJECTED;
      case CANCELLED -> OrderEvent.CANCELLED;
      case PENDING -> throw new IllegalStateException(this + " leads back");
    };
  }
}
