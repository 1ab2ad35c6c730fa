// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import souk.lab.audit.AuditMode;
import souk.lab.audit.AuditReport;
import souk.lab.audit.AuditReport.NotJudged;
import souk.lab.audit.rule.Violation;
import souk.lab.audit.rule.ViolationKind;
import souk.lab.experiment.Check;
import souk.lab.load.Tally;

/** When a storm is a pass, and when it is not. */
class DemandsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String ANSWERED = "answered after one retry at most, of those who wait";
  private static final String GAP = "longest time without a confirmation";
  private static final String NOT_JUDGED_WITH_STORES = "not judged when stores are killed, too";

  private Tally.Figures shoppers = shoppers(1_000, 1_000, 5);
  private Duration gap = SECOND;
  private int takeovers = 3;
  private List<Demand> others = List.of();
  private final SortedMap<String, Long> seen = new TreeMap<>(Map.of("acquirer.VOIDED", 2L));
  private AuditReport.Verdict verdict = AuditReport.Verdict.CLEAN;
  private final SortedMap<String, Long> counts = new TreeMap<>();
  private List<Violation> violations = List.of();
  private List<NotJudged> notJudged = List.of();

  /** Whatever is wrong: a failure that is printed is one in the reports, too, and the reverse. */
  @AfterEach
  void failuresAndChecksAgree() {
    for (boolean shortForm : new boolean[] {false, true}) {
      for (boolean sparing : new boolean[] {false, true}) {
        assertThat(failures(shortForm, sparing).isEmpty())
            .isEqualTo(checks(shortForm, sparing).stream().allMatch(Check::holds));
      }
    }
    assertThat(checks(false, true)).extracting(Check::what).doesNotHaveDuplicates();
  }

  @Test
  void all_cleanAndItHurt_hold() {
    assertThat(failures(false, false)).isEmpty();
    assertThat(failures(false, true)).isEmpty();
    assertThat(failures(true, false)).isEmpty();
  }

  @Test
  void all_violation_isNamed() {
    verdict = AuditReport.Verdict.VIOLATIONS;
    counts.put("CHARGED_TWICE", 1L);
    violations = List.of(violation(ViolationKind.CHARGED_TWICE));

    assertThat(failures(false, false))
        .singleElement()
        .asString()
        .contains("CHARGED_TWICE", "ord_1");
    assertThat(failed(false, false))
        .containsExactly(
            Check.exactly("charged or bought twice", 1, 0),
            new Check("audit: nothing lost, paid twice or oversold", "VIOLATIONS", "CLEAN", false));
  }

  @Test
  void all_violationOfAKindWithoutACheckOfItsOwn_failsTheAudit() {
    verdict = AuditReport.Verdict.VIOLATIONS;
    counts.put("LEDGER_UNBALANCED", 1L);
    violations = List.of(violation(ViolationKind.LEDGER_UNBALANCED));

    assertThat(failed(false, false))
        .singleElement()
        .extracting(Check::measured)
        .isEqualTo("VIOLATIONS");
  }

  @Test
  void all_notEverythingJudged_isNoPass() {
    verdict = AuditReport.Verdict.NOT_JUDGED;
    notJudged = List.of(new NotJudged("mails", "away"));

    assertThat(failures(false, false)).singleElement().asString().contains("mails");
  }

  @Test
  void all_auditThatIsNotCleanAndDoesNotSayWhy_isNoPass() {
    verdict = AuditReport.Verdict.NOT_JUDGED;

    assertThat(failures(false, false)).containsExactly("audit: NOT_JUDGED");
  }

  @Test
  void all_stillSomethingWaits_isNoPass() {
    others = List.of(Demand.that("nothing waits", List.of("2 orders PENDING", "1 task")));

    assertThat(failures(false, false)).containsExactly("2 orders PENDING", "1 task");
    assertThat(failed(false, false))
        .containsExactly(new Check("nothing waits", "2 orders PENDING; 1 task", "yes", false));
  }

  @Test
  void all_shoppersTurnedAway_isNoPass() {
    shoppers = new Tally.Figures(10, 2, 0, 10, 10, 10, 10, 0, 10, 5, 0);

    assertThat(failures(true, false)).containsExactly("2 shoppers could not be sent");
  }

  @Test
  void all_nothingTakenOver_onlyALongStormHasToHurtSo() {
    takeovers = 0;

    assertThat(failures(false, false)).singleElement().asString().contains("taken over");
    assertThat(failures(true, false)).isEmpty();
  }

  @Test
  void all_noDuplicate_onlyALongStormHasToHurtSo() {
    shoppers = shoppers(1_000, 1_000, 0);

    assertThat(failures(false, false)).singleElement().asString().contains("repeated");
    assertThat(failures(true, false)).isEmpty();
  }

  @Test
  void all_noCompensation_isNoPass() {
    seen.clear();

    assertThat(failures(false, false)).singleElement().asString().contains("compensation");
    assertThat(failures(true, false)).hasSize(1);
  }

  @Test
  void all_unanswered_onlyWhenTheStoresAreSpared() {
    shoppers = shoppers(1_000, 998, 5);

    assertThat(failures(false, false)).isEmpty();
    assertThat(failures(true, true)).isEmpty();
    assertThat(failures(false, true)).containsExactly("answered 99.80 %");
    assertThat(failed(false, true))
        .containsExactly(new Check(ANSWERED, "99.80 %", "at least 99.9 %", false));
  }

  @Test
  void all_asManyAnsweredAsPromised_holds() {
    shoppers = shoppers(1_000, 999, 5);

    assertThat(failures(false, true)).isEmpty();
  }

  @Test
  void all_longGap_onlyWhenTheStoresAreSpared() {
    gap = Duration.ofSeconds(2).plusNanos(1);

    assertThat(failures(false, false)).isEmpty();
    assertThat(failures(true, true)).isEmpty();
    assertThat(failures(false, true)).singleElement().asString().contains("gap");
    assertThat(failed(false, true)).containsExactly(Check.atMost(GAP, 2_001, 2_000, "ms"));
  }

  @Test
  void all_gapAsLongAsPromised_holds() {
    gap = Duration.ofSeconds(2);

    assertThat(failures(false, true)).isEmpty();
  }

  @Test
  void all_figuresThatAreNotJudged_areShown() {
    shoppers = shoppers(1_000, 955, 5);
    gap = Duration.ofSeconds(18);

    assertThat(checks(false, false))
        .contains(
            new Check(ANSWERED, "95.50 %", NOT_JUDGED_WITH_STORES, true),
            new Check(GAP, "18,000 ms", NOT_JUDGED_WITH_STORES, true));
  }

  @Test
  void notEnded_allLeft_isNothing() {
    assertThat(StormRun.notEnded(true, new Tally.BrokenOff(0, ""))).isEmpty();
  }

  @Test
  void notEnded_someBrokeOff_saysHowManyAndWhy() {
    assertThat(StormRun.notEnded(false, new Tally.BrokenOff(2, "IllegalStateException: full")))
        .containsExactly(
            "some shoppers did not come to an end",
            "2 shoppers broke off, the first one by IllegalStateException: full");
  }

  private List<String> failures(boolean shortForm, boolean sparing) {
    return new Demands(outcome(), shortForm, sparing)
        .all().stream().flatMap(each -> each.failures().stream()).toList();
  }

  private List<Check> checks(boolean shortForm, boolean sparing) {
    return new Demands(outcome(), shortForm, sparing).all().stream().map(Demand::check).toList();
  }

  private List<Check> failed(boolean shortForm, boolean sparing) {
    return checks(shortForm, sparing).stream().filter(check -> !check.holds()).toList();
  }

  private Outcome outcome() {
    return new Outcome(
        shoppers,
        Map.of(),
        gap,
        Optional.empty(),
        Optional.empty(),
        new Outcome.Faults("kill 4", 4, 0, List.of()),
        takeovers,
        new AuditReport(
            1, "lab-storm", AuditMode.FINAL, verdict, "", 1, notJudged, seen, counts, violations),
        others);
  }

  private static Violation violation(ViolationKind kind) {
    return new Violation(kind, Violation.Subject.ORDER, "ord_1", "two charges");
  }

  private static Tally.Figures shoppers(int waited, int answered, int repeats) {
    return new Tally.Figures(
        waited, 0, 0, waited, waited, answered, answered, 0, answered, repeats, 0);
  }
}
