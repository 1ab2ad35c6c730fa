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
import org.junit.jupiter.api.Test;
import souk.lab.audit.AuditMode;
import souk.lab.audit.AuditReport;
import souk.lab.audit.AuditReport.NotJudged;
import souk.lab.audit.rule.Violation;
import souk.lab.audit.rule.ViolationKind;
import souk.lab.load.Tally;

/** When a storm is a pass, and when it is not. */
class OutcomeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private Tally.Figures shoppers = shoppers(1_000, 1_000, 5);
  private Duration gap = SECOND;
  private int takeovers = 3;
  private List<String> wrong = List.of();
  private final SortedMap<String, Long> seen = new TreeMap<>(Map.of("acquirer.VOIDED", 2L));
  private List<Violation> violations = List.of();
  private List<NotJudged> notJudged = List.of();

  @Test
  void failures_cleanAndItHurt_areNone() {
    assertThat(failures()).isEmpty();
    assertThat(outcome().failures(false, true)).isEmpty();
  }

  @Test
  void failures_violation_isNamed() {
    violations =
        List.of(
            new Violation(
                ViolationKind.CHARGED_TWICE, Violation.Subject.ORDER, "ord_1", "two charges"));

    assertThat(failures()).singleElement().asString().contains("CHARGED_TWICE", "ord_1");
  }

  @Test
  void failures_notEverythingJudged_isNoPass() {
    notJudged = List.of(new NotJudged("mails", "away"));

    assertThat(failures()).singleElement().asString().contains("mails");
  }

  @Test
  void failures_stillSomethingWaits_isNoPass() {
    wrong = List.of("2 orders PENDING");

    assertThat(failures()).containsExactly("2 orders PENDING");
  }

  @Test
  void failures_nothingTakenOver_onlyALongStormHasToHurtSo() {
    takeovers = 0;

    assertThat(failures()).singleElement().asString().contains("taken over");
    assertThat(outcome().failures(true, false)).isEmpty();
  }

  @Test
  void failures_noDuplicate_onlyALongStormHasToHurtSo() {
    shoppers = shoppers(1_000, 1_000, 0);

    assertThat(failures()).singleElement().asString().contains("repeated");
    assertThat(outcome().failures(true, false)).isEmpty();
  }

  @Test
  void failures_noCompensation_isNoPass() {
    seen.clear();

    assertThat(failures()).singleElement().asString().contains("compensation");
    assertThat(outcome().failures(true, false)).hasSize(1);
  }

  @Test
  void failures_unanswered_onlyWhenTheStoresAreSpared() {
    shoppers = shoppers(1_000, 998, 5);

    assertThat(failures()).isEmpty();
    assertThat(outcome().failures(false, true)).singleElement().asString().contains("99.80");
  }

  @Test
  void failures_longGap_onlyWhenTheStoresAreSpared() {
    gap = Duration.ofMillis(2_001);

    assertThat(failures()).isEmpty();
    assertThat(outcome().failures(false, true)).singleElement().asString().contains("gap");
  }

  private List<String> failures() {
    return outcome().failures(false, false);
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
            1,
            "lab-storm",
            AuditMode.FINAL,
            AuditReport.Verdict.CLEAN,
            "",
            1,
            notJudged,
            seen,
            new TreeMap<>(),
            violations),
        wrong);
  }

  private static Tally.Figures shoppers(int waited, int answered, int repeats) {
    return new Tally.Figures(
        waited, 0, 0, waited, waited, answered, answered, 0, answered, repeats, 0);
  }
}
