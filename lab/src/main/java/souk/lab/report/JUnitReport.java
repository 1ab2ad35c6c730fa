// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.report;

import java.util.List;
import java.util.Locale;
import souk.lab.experiment.Check;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Verdict.Ending;

/**
 * The form that build servers read: each experiment is a suite, each of its checks a test, and the
 * verdict one more.
 */
final class JUnitReport {
  private JUnitReport() {}

  static String of(List<Findings> several) {
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    several.forEach(findings -> suite(xml, findings));
    return xml.append("</testsuites>\n").toString();
  }

  private static void suite(StringBuilder xml, Findings findings) {
    long failed = findings.checks().stream().filter(check -> !check.holds()).count();
    Ending ending = findings.verdict().ending();
    xml.append(
        "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" skipped=\"%d\" time=\"%s\">\n"
            .formatted(
                Markup.escaped(findings.experiment()),
                findings.checks().size() + 1,
                failed + (ending == Ending.PASS || ending == Ending.SKIP ? 0 : 1),
                ending == Ending.SKIP ? 1 : 0,
                seconds(findings.seconds())));
    findings.checks().forEach(check -> test(xml, findings.experiment(), check));
    open(xml, findings.experiment(), "verdict");
    switch (ending) {
      case PASS -> xml.append("/>\n");
      case FAIL -> close(xml, "failure", findings.verdict().line());
      case INCONCLUSIVE -> close(xml, "failure", "INCONCLUSIVE: " + findings.verdict().line());
      case SKIP -> close(xml, "skipped", findings.verdict().line());
    }
    xml.append("  </testsuite>\n");
  }

  private static void test(StringBuilder xml, String experiment, Check check) {
    open(xml, experiment, check.what());
    if (check.holds()) {
      xml.append("/>\n");
    } else {
      close(xml, "failure", check.measured() + " (expected: " + check.expected() + ")");
    }
  }

  private static void open(StringBuilder xml, String experiment, String name) {
    xml.append(
        "    <testcase classname=\"souk.lab.%s\" name=\"%s\""
            .formatted(Markup.escaped(experiment), Markup.escaped(name)));
  }

  private static void close(StringBuilder xml, String how, String message) {
    xml.append("><%s message=\"%s\"/></testcase>\n".formatted(how, Markup.escaped(message)));
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }
}
