// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import souk.lab.audit.rule.Violation;

/** Prints a report for people. */
final class AuditText {
  /** More would scroll away what matters. */
  private static final int LISTED = 50;

  /** What the names of such figures begin with. */
  private static final String CHECKED = "judged.";

  private AuditText() {}

  static void print(AuditReport report, PrintWriter out) {
    out.printf(
        "Audit of shop '%s', %s, %.1f s%n%n",
        report.shop(),
        report.mode() == AuditMode.FINAL ? "at rest" : "while it runs",
        report.seconds());
    print("CHECKED", report, true, out);
    print("SEEN", report, false, out);
    if (!report.violations().isEmpty()) {
      violations(report, out);
    }
    for (AuditReport.NotJudged each : report.notJudged()) {
      out.printf("NOT JUDGED  %s: %s%n", each.what(), each.why());
    }
    out.println(verdict(report));
  }

  private static String verdict(AuditReport report) {
    return switch (report.verdict()) {
      case CLEAN -> "CLEAN: no promise was found broken.";
      case VIOLATIONS -> "VIOLATIONS: " + report.violationCount() + ".";
      case NOT_JUDGED -> "NOT JUDGED: not everything could be read.";
    };
  }

  private static void violations(AuditReport report, PrintWriter out) {
    report.counts().forEach((kind, count) -> out.printf("%-26s %,8d%n", kind, count));
    out.println();
    List<Violation> listed = report.violations();
    for (Violation each : listed.subList(0, Math.min(LISTED, listed.size()))) {
      out.printf(
          "%s  %s %s%n    %s%n",
          each.kind(), each.subject().name().toLowerCase(Locale.ROOT), each.id(), each.evidence());
    }
    if (report.violationCount() > LISTED) {
      out.printf("... and %,d more (--json lists 1,000)%n", report.violationCount() - LISTED);
    }
    out.println();
  }

  private static void print(String title, AuditReport report, boolean checked, PrintWriter out) {
    List<Map.Entry<String, Long>> lines =
        report.figures().entrySet().stream()
            .filter(figure -> figure.getKey().startsWith(CHECKED) == checked)
            .toList();
    if (lines.isEmpty()) {
      return;
    }
    out.println(title);
    for (Map.Entry<String, Long> line : lines) {
      String name = line.getKey().substring(checked ? CHECKED.length() : 0).replace('_', ' ');
      out.printf("  %-40s %,10d%n", name, line.getValue());
    }
    out.println();
  }
}
