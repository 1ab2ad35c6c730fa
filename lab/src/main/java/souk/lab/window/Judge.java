// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import souk.lab.audit.Audit;
import souk.lab.audit.AuditMode;
import souk.lab.audit.AuditReport;
import souk.lab.audit.AuditSources;
import souk.lab.audit.rule.Violation;

/** Has the whole shop audited after each window, and tells what is new. Confined to one thread. */
final class Judge {
  /** The gateway or the acquirer may be on its way back. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final AuditSources sources;
  private final Set<String> known = new HashSet<>();

  Judge(AuditSources sources) {
    this.sources = sources;
  }

  /** What has been broken since the last time; empty when nothing has. */
  String violations() throws InterruptedException {
    AuditReport report = report();
    if (report.verdict() == AuditReport.Verdict.NOT_JUDGED) {
      return "can't be judged: " + report.notJudged();
    }
    List<String> found = report.violations().stream().map(Judge::text).filter(known::add).toList();
    return found.stream().collect(Collectors.joining("; "));
  }

  private AuditReport report() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      AuditReport report = Audit.run(sources, AuditMode.FINAL, Duration.ZERO, line -> {});
      if (report.notJudged().isEmpty() || System.nanoTime() > end) {
        return report;
      }
      Thread.sleep(PAUSE);
    }
  }

  private static String text(Violation violation) {
    return "%s %s %s: %s"
        .formatted(
            violation.kind(),
            violation.subject().name().toLowerCase(Locale.ROOT),
            violation.id(),
            violation.evidence());
  }
}
