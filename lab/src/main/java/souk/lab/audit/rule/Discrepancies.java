// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import souk.lab.audit.rule.Violation.Subject;

/** What payment found to differ, until it is known whether it still does. Not thread-safe. */
final class Discrepancies {
  private final Findings findings;
  private final Map<String, List<Discrepancy>> found = new HashMap<>();

  Discrepancies(Findings findings) {
    this.findings = findings;
  }

  void add(Discrepancy discrepancy) {
    findings.figures().add("payment.discrepancies");
    found
        .computeIfAbsent(Charges.idOf(discrepancy.key()), id -> new ArrayList<>())
        .add(discrepancy);
  }

  /** All that were found of a payment, whose charge is known. */
  void judge(String orderId, PaymentFacts payment, Charge charge) {
    Consumer<Discrepancy> judge =
        each -> {
          if (each.isOpen(payment.ledgerTaken(), payment.ledgerReserved(), charge)) {
            findings.order(ViolationKind.DISCREPANCY, orderId, each + "; now: " + charge);
          }
        };
    of(payment.id()).forEach(judge);
    of(orderId).forEach(judge);
  }

  /**
   * Those of no payment.
   *
   * @param charges of which no payment is known
   */
  void finish(Map<String, Charge> charges) {
    found.forEach(
        (id, all) -> {
          Charge charge = charges.getOrDefault(id, Charge.NONE);
          all.stream()
              .filter(each -> each.isOpen(0, 0, charge))
              .forEach(
                  each ->
                      findings.add(
                          ViolationKind.DISCREPANCY,
                          Subject.PAYMENT,
                          each.key(),
                          each + "; now: " + charge));
        });
  }

  private List<Discrepancy> of(String id) {
    List<Discrepancy> all = found.remove(id);
    return all == null ? List.of() : all;
  }
}
