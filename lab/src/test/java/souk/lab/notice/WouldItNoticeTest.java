// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import souk.lab.audit.AuditMode;
import souk.lab.audit.AuditReport;
import souk.lab.audit.AuditReport.Verdict;
import souk.lab.experiment.Check;

/** What the reports say of each fault, and of none. */
class WouldItNoticeTest {
  @Test
  void check_faultThatIsNamed_isCaught() {
    AuditReport report = report(Verdict.VIOLATIONS, Map.of("CHARGED_WITHOUT_ORDER", 3L));

    assertThat(WouldItNotice.check(Fault.CHARGE_FIRST, report))
        .isEqualTo(
            new Check(
                "charge-first: the card is charged before the order is stored",
                "CHARGED_WITHOUT_ORDER 3",
                "caught: CHARGED_WITHOUT_ORDER",
                true));
  }

  @Test
  void check_somethingElseIsNamed_isNotCaught() {
    AuditReport report = report(Verdict.VIOLATIONS, Map.of("NOT_SOLD", 1L));

    Check check = WouldItNotice.check(Fault.NO_RELAY, report);

    assertThat(check.holds()).isFalse();
    assertThat(check.measured()).isEqualTo("NOT_SOLD 1");
    assertThat(check.expected()).isEqualTo("caught: CONFIRMED_WITHOUT_CHARGE, NOT_SOLD");
  }

  @Test
  void checkRight_onlyCleanHolds() {
    assertThat(WouldItNotice.checkRight(report(Verdict.CLEAN, Map.of())).holds()).isTrue();
    assertThat(WouldItNotice.checkRight(report(Verdict.NOT_JUDGED, Map.of())))
        .isEqualTo(new Check("no fault: the same situations", "NOT_JUDGED", "CLEAN", false));
    assertThat(WouldItNotice.checkRight(report(Verdict.VIOLATIONS, Map.of("OVERSOLD", 1L))).holds())
        .isFalse();
  }

  private static AuditReport report(Verdict verdict, Map<String, Long> counts) {
    return new AuditReport(
        1,
        "lab-right",
        AuditMode.FINAL,
        verdict,
        "",
        1,
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(counts),
        List.of());
  }
}
