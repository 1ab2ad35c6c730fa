// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import souk.lab.audit.rule.ToldOrders.ToldOrder;
import souk.lab.history.Outcome;
import souk.v1.Order;

/** What must hold between what clients were told and what there is. */
final class ToldRules {
  private final Scope scope;
  private final ToldOrders told;
  private final Findings findings;

  ToldRules(Scope scope, ToldOrders told, Findings findings) {
    this.scope = scope;
    this.told = told;
    this.findings = findings;
  }

  /**
   * An order that exists.
   *
   * @param isWhole whether it is either wholly done or not at all; only asked when it may be judged
   */
  void judge(OrderFacts order, boolean isWhole) {
    ToldOrder known = told.takeOrder(order.id());
    if (known != null) {
      compare(order, known);
    }
    Outcome outcome = told.takeCheckout(order.cartId(), order.requestId());
    if (outcome == Outcome.FAIL) {
      findings.order(
          ViolationKind.FAILED_BUT_DONE,
          order.id(),
          "%s; every client with request %s was refused"
              .formatted(order.state(), order.requestId()));
    }
    if (outcome == Outcome.UNKNOWN && scope.covers(order)) {
      resolve(order, isWhole);
    }
  }

  /** After all orders. */
  void finish() {
    told.ordersLeft()
        .forEach(
            (id, order) -> {
              if (order.state() != null) {
                findings.figures().add("told.orders");
                findings.order(
                    ViolationKind.ORDER_LOST,
                    id,
                    "told %s, and it does not exist".formatted(order.state()));
              }
            });
    told.checkoutsLeft()
        .forEach(
            outcome -> {
              if (outcome == Outcome.UNKNOWN) {
                findings.figures().add("unknown.not_placed");
              }
            });
  }

  private void compare(OrderFacts order, ToldOrder known) {
    Order.State state = known.state();
    if (known.denied()) {
      findings.order(
          ViolationKind.ORDER_LOST,
          order.id(),
          "%s; a client was told ORDER_NOT_FOUND".formatted(order.state()));
    }
    if (state == null) {
      return;
    }
    findings.figures().add("told.orders");
    if (known.other() != null) {
      findings.order(
          ViolationKind.ORDER_LOST,
          order.id(),
          "told %s as well as %s".formatted(known.other(), state));
    } else if (!ToldOrders.canBecome(state, order.state())) {
      findings.order(
          ViolationKind.ORDER_LOST,
          order.id(),
          "told %s, and it is %s".formatted(state, order.state()));
    }
    if (known.total() != order.total()) {
      findings.order(
          ViolationKind.WRONG_TOTAL,
          order.id(),
          "told %s, and it is %s".formatted(Amounts.of(known.total()), Amounts.of(order.total())));
    }
  }

  private void resolve(OrderFacts order, boolean isWhole) {
    if (!isWhole) {
      findings.order(
          ViolationKind.UNKNOWN_UNRESOLVED,
          order.id(),
          "%s, and its money and stock are not those of it".formatted(order.state()));
    } else {
      findings
          .figures()
          .add(order.state() == Order.State.CONFIRMED ? "unknown.bought" : "unknown.not_bought");
    }
  }
}
