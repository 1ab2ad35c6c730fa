// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.Locale;
import souk.v1.Order;

/**
 * What must hold for the mails: each that is due was sent, at least once, and none that is not. Not
 * thread-safe.
 */
final class MailRules {
  private final Scope scope;
  private final Findings findings;
  private final MailBox receipts = new MailBox();
  private final MailBox notices = new MailBox();

  MailRules(Scope scope, Findings findings) {
    this.scope = scope;
    this.findings = findings;
  }

  void add(MailKind kind, String orderId) {
    findings.figures().add("mails." + kind);
    box(kind).add(orderId);
  }

  /** An order, whether it may be judged or not. */
  void judge(OrderFacts order) {
    for (MailKind kind : MailKind.values()) {
      int count = box(kind).take(order.id());
      if (scope.covers(order)) {
        judge(order, kind, count);
      }
    }
  }

  /** An order that is not there. */
  void orphan(String orderId) {
    for (MailKind kind : MailKind.values()) {
      int count = box(kind).take(orderId);
      if (count > 0) {
        forNobody(kind, orderId, count);
      }
    }
  }

  /** After all orders. */
  void finish() {
    for (MailKind kind : MailKind.values()) {
      box(kind).left().forEach((id, count) -> forNobody(kind, id, count));
    }
  }

  private void judge(OrderFacts order, MailKind kind, int count) {
    if (count > 1) {
      findings.figures().add("mails.repeated", count - 1L);
    }
    if (count > 0 && !mayHave(order, kind)) {
      findings.order(
          kind.forNobody(),
          order.id(),
          "%s%s, and %d sent"
              .formatted(order.state(), order.wasConfirmed() ? "" : ", never confirmed", count));
    }
    if (count == 0 && scope.hasMails() && order.tasks().isEmpty() && isDue(order, kind)) {
      findings.order(
          kind.lost(), order.id(), "%s, and no task is left to send it".formatted(order.state()));
    }
  }

  private static boolean mayHave(OrderFacts order, MailKind kind) {
    return switch (kind) {
      case RECEIPT -> order.wasConfirmed();
      case NOTICE -> isDue(order, kind);
    };
  }

  private static boolean isDue(OrderFacts order, MailKind kind) {
    return switch (kind) {
      case RECEIPT -> order.state() == Order.State.CONFIRMED;
      case NOTICE -> order.state() == Order.State.CANCELLED && order.wasConfirmed();
    };
  }

  private void forNobody(MailKind kind, String orderId, int count) {
    findings.order(
        kind.forNobody(),
        orderId,
        "%d %s sent, and there is no such order"
            .formatted(count, kind.name().toLowerCase(Locale.ROOT)));
  }

  private MailBox box(MailKind kind) {
    return switch (kind) {
      case RECEIPT -> receipts;
      case NOTICE -> notices;
    };
  }
}
