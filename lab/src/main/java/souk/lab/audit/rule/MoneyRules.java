// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import souk.lab.audit.rule.Violation.Subject;
import souk.v1.Order;

/** What must hold between an order, its payment, the ledger and the acquirer's statement. */
final class MoneyRules {
  private final Findings findings;

  MoneyRules(Findings findings) {
    this.findings = findings;
  }

  /** An order that may be judged, with its payment's charge. */
  void judge(OrderFacts order, Charge charge) {
    if (order.isRefused()) {
      if (charge.isStanding()) {
        add(
            ViolationKind.CHARGED_WITHOUT_ORDER,
            order,
            "%s, and at the acquirer: %s".formatted(state(order), charge));
      }
    } else if (order.state() == Order.State.CONFIRMED) {
      confirmed(order, charge);
    }
  }

  /** Whether the order has been paid, once and in full, as far as it can be by now. */
  boolean isPaidOnce(OrderFacts order, Charge charge) {
    return charge.standing() == 1
        && charge.taken() + reservedIfWaiting(order, charge) == order.total();
  }

  /** What an order that is not there was charged. */
  void orphan(String orderId, PaymentFacts payment, Charge charge) {
    if (charge.isStanding()) {
      findings.order(
          ViolationKind.CHARGED_WITHOUT_ORDER,
          orderId,
          "there is no such order; payment %s is %s, and at the acquirer: %s"
              .formatted(payment.id(), payment.state(), charge));
    }
  }

  /** A charge of which no payment is known. */
  void stray(String key, Charge charge) {
    if (charge.isStanding()) {
      findings.add(
          ViolationKind.CHARGED_WITHOUT_ORDER,
          Subject.PAYMENT,
          key,
          "no payment has this key; at the acquirer: " + charge);
    }
  }

  /** A payment of an order that may be judged. */
  void ledger(PaymentFacts payment, Charge charge) {
    if (payment.ledgerTaken() != charge.taken() || payment.ledgerReserved() != charge.reserved()) {
      findings.add(
          ViolationKind.LEDGER_UNBALANCED,
          Subject.PAYMENT,
          payment.id(),
          "ledger: %s reserved, %s taken; acquirer: %s reserved, %s taken"
              .formatted(
                  Amounts.of(payment.ledgerReserved()),
                  Amounts.of(payment.ledgerTaken()),
                  Amounts.of(charge.reserved()),
                  Amounts.of(charge.taken())));
    }
  }

  /** Any payment, at any time. */
  void journal(PaymentFacts payment) {
    if (payment.unbalanced() > 0) {
      findings.add(
          ViolationKind.LEDGER_UNBALANCED,
          Subject.PAYMENT,
          payment.id(),
          payment.unbalanced() + " of its journal entries don't sum to zero");
    }
  }

  private void confirmed(OrderFacts order, Charge charge) {
    if (charge.standing() > 1) {
      add(ViolationKind.CHARGED_TWICE, order, "at the acquirer: " + charge);
    } else if (charge.standing() < 1) {
      add(ViolationKind.CONFIRMED_WITHOUT_CHARGE, order, "at the acquirer: " + charge);
    } else if (charge.taken() == 0 && reservedIfWaiting(order, charge) == 0) {
      add(ViolationKind.CONFIRMED_WITHOUT_CHARGE, order, "never captured; " + charge);
    } else if (!isPaidOnce(order, charge)) {
      add(
          ViolationKind.CHARGED_WRONG_AMOUNT,
          order,
          "total %s; at the acquirer: %s".formatted(Amounts.of(order.total()), charge));
    }
  }

  /** What is reserved counts as paid while the capture is still to come. */
  private static long reservedIfWaiting(OrderFacts order, Charge charge) {
    return order.isWaitingFor("CAPTURE") ? charge.reserved() : 0;
  }

  private void add(ViolationKind kind, OrderFacts order, String evidence) {
    findings.add(kind, Subject.ORDER, order.id(), evidence);
  }

  private static String state(OrderFacts order) {
    return order.reason().isEmpty() ? order.state().name() : order.state() + " " + order.reason();
  }
}
