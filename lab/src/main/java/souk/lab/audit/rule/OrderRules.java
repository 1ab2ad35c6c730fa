// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import souk.lab.audit.rule.OrderFacts.TaskFacts;
import souk.v1.Order;

/** What must hold for an order by itself, and between it and its stock. */
final class OrderRules {
  private final Scope scope;
  private final Findings findings;

  OrderRules(Scope scope, Findings findings) {
    this.scope = scope;
    this.findings = findings;
  }

  /** At any time. */
  void judgeAlways(OrderFacts order) {
    if (order.lines().isEmpty()) {
      findings.order(
          ViolationKind.EMPTY_ORDER,
          order.id(),
          "%s without lines, total %s".formatted(order.state(), Amounts.of(order.total())));
    } else if (order.total() != order.linesTotal()) {
      findings.order(
          ViolationKind.WRONG_TOTAL,
          order.id(),
          "total %s, lines %s"
              .formatted(Amounts.of(order.total()), Amounts.of(order.linesTotal())));
    }
    progress(order);
  }

  /** One that may be judged. */
  void judgeStock(OrderFacts order, @Nullable HoldFacts hold) {
    if (order.isRefused() && hold != null && hold.isStanding()) {
      findings.order(
          ViolationKind.HELD_FOR_NOBODY,
          order.id(),
          "%s, and its stock is %s: %s".formatted(order.state(), hold.state(), hold.lines()));
    }
    if (order.state() == Order.State.CONFIRMED && !hasItsStock(order, hold)) {
      findings.order(
          ViolationKind.NOT_SOLD,
          order.id(),
          "CONFIRMED %s, and its stock is %s"
              .formatted(
                  order.lines(), hold == null ? "not held" : hold.state() + " " + hold.lines()));
    }
  }

  /** Stock of an order that is not there. */
  void orphan(HoldFacts hold) {
    if (hold.isStanding()) {
      findings.order(
          ViolationKind.HELD_FOR_NOBODY,
          hold.orderId(),
          "there is no such order, and its stock is %s: %s".formatted(hold.state(), hold.lines()));
    }
  }

  /** Whether the stock of a confirmed order is where it is to be by now. */
  static boolean hasItsStock(OrderFacts order, @Nullable HoldFacts hold) {
    if (hold == null || !sameLines(order.lines(), hold.lines())) {
      return false;
    }
    return hold.state() == HoldFacts.State.SETTLED
        || (hold.state() == HoldFacts.State.HELD && order.isWaitingFor("SETTLE"));
  }

  private static boolean sameLines(Map<String, Long> one, Map<String, Long> other) {
    return one.equals(other);
  }

  private void progress(OrderFacts order) {
    if (order.state() == Order.State.PENDING && scope.isOverdue(order)) {
      findings.order(
          ViolationKind.ORDER_STUCK, order.id(), "PENDING since %s".formatted(order.createdAt()));
    }
    for (TaskFacts task : order.tasks()) {
      if (task.parkedReason() != null) {
        findings.order(
            ViolationKind.TASK_PARKED,
            order.id(),
            "%s: %s".formatted(task.kind(), task.parkedReason()));
      } else if (scope.isFinal() && order.state() != Order.State.PENDING) {
        findings.order(
            ViolationKind.ORDER_STUCK,
            order.id(),
            "%s, and %s waits after %d attempts: %s"
                .formatted(
                    order.state(),
                    task.kind(),
                    task.attempts(),
                    task.lastError() == null ? "not tried yet" : task.lastError()));
      }
    }
    if (scope.covers(order)
        && order.tasks().isEmpty()
        && order.state() != Order.State.PENDING
        && order.cartOpen()) {
      findings.order(
          ViolationKind.ORDER_STUCK,
          order.id(),
          "%s, its cart is not given back, and no task is left to do it".formatted(order.state()));
    }
  }
}
