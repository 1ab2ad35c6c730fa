// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import souk.lab.audit.AuditReport;
import souk.lab.audit.rule.ViolationKind;
import souk.lab.experiment.Check;
import souk.lab.load.Tally;

/**
 * All that must be true for a storm to be a pass.
 *
 * @param sparing whether what there is one of was left alone, so that shoppers can be promised
 *     something
 */
record Demands(Outcome outcome, boolean shortForm, boolean sparing) {
  private static final double PROMISED_PERCENT = 99.9;
  private static final Duration PROMISED_GAP = Duration.ofSeconds(2);

  private static final String TOO_SHORT = "not judged in so short a storm";
  private static final String STORES_KILLED = "not judged when stores are killed, too";

  /** In the order in which they are shown. */
  List<Demand> all() {
    List<Demand> all = new ArrayList<>(outcome.others());
    all.addAll(nothingBroken());
    all.add(audited());
    int turnedAway = outcome.shoppers().turnedAway();
    all.add(
        Demand.of(
            Check.exactly("shoppers who could not be sent", turnedAway, 0),
            turnedAway + " shoppers could not be sent"));
    all.addAll(itHurt());
    all.addAll(figures());
    return all;
  }

  /** Which they are is told with the audit, below. */
  private List<Demand> nothingBroken() {
    return List.of(
        zero("orders lost", outcome.lost()),
        zero("charged or bought twice", outcome.twice()),
        zero("charged without an order", outcome.found(ViolationKind.CHARGED_WITHOUT_ORDER)),
        zero("oversold", outcome.found(ViolationKind.OVERSOLD)),
        zero("empty orders", outcome.found(ViolationKind.EMPTY_ORDER)),
        zero("receipts lost", outcome.found(ViolationKind.RECEIPT_LOST)));
  }

  private static Demand zero(String what, long found) {
    return new Demand(Check.exactly(what, found, 0), List.of());
  }

  private Demand audited() {
    AuditReport audit = outcome.audit();
    List<String> failures = new ArrayList<>();
    audit.violations().forEach(violation -> failures.add("audit: " + violation));
    audit.notJudged().forEach(each -> failures.add("not judged: " + each));
    if (failures.isEmpty() && audit.verdict() != AuditReport.Verdict.CLEAN) {
      failures.add("audit: " + audit.verdict());
    }
    return new Demand(
        new Check(
            "audit: nothing lost, paid twice or oversold",
            audit.verdict().name(),
            AuditReport.Verdict.CLEAN.name(),
            failures.isEmpty()),
        failures);
  }

  /** A storm that nobody feels shows nothing. */
  private List<Demand> itHurt() {
    int repeats = outcome.shoppers().repeatsThatFoundTheirOrder();
    return List.of(
        once(
            "compensations: money or stock given back",
            outcome.compensations(),
            "it did not hurt: no compensation"),
        onceInALongOne(
            "tasks taken over", outcome.takeovers(), "it did not hurt: no task was taken over"),
        onceInALongOne(
            "repeated requests that found their order",
            repeats,
            "it did not hurt: no repeated request found its order"));
  }

  private Demand onceInALongOne(String what, long count, String failure) {
    return shortForm
        ? Demand.notJudged(what, "%,d".formatted(count), TOO_SHORT)
        : once(what, count, failure);
  }

  private static Demand once(String what, long count, String failure) {
    return Demand.of(Check.atLeast(what, (double) count, 1, ""), failure);
  }

  private List<Demand> figures() {
    Tally.Figures shoppers = outcome.shoppers();
    String percent = "%.2f %%".formatted(shoppers.answeredPercent());
    String answered = "answered after one retry at most, of those who wait";
    Check gap =
        Check.atMost(
            "longest time without a confirmation",
            Math.ceil(outcome.longestGap().toNanos() / 1e6),
            (double) PROMISED_GAP.toMillis(),
            "ms");
    if (shortForm || !sparing) {
      String why = shortForm ? TOO_SHORT : STORES_KILLED;
      return List.of(
          Demand.notJudged(answered, percent, why),
          Demand.notJudged(gap.what(), gap.measured(), why));
    }
    return List.of(
        Demand.of(
            new Check(
                answered,
                percent,
                "at least %.1f %%".formatted(PROMISED_PERCENT),
                shoppers.answeredPercent() >= PROMISED_PERCENT),
            "answered " + percent),
        Demand.of(gap, "longest gap %.1f s".formatted(outcome.longestGap().toMillis() / 1e3)));
  }
}
