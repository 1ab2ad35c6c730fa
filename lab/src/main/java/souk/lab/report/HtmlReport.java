// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.report;

import java.util.List;
import java.util.Locale;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Span;

/** One page, with all that it needs inside. */
final class HtmlReport {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1000px; color: #1c1c1c; }
      h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
      .verdict { padding: .5rem .8rem; border-radius: 6px; color: #fff; }
      .PASS { background: #1d7a46; } .FAIL { background: #b3261e; } .SKIP, .INCONCLUSIVE { background: #6b6b6b; }
      table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; vertical-align: top; }
      td, th { padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #e2e2e2; }
      .no { color: #b3261e; font-weight: 600; } .yes { color: #1d7a46; }
      svg { width: 100%; background: #fafafa; margin: .4rem 0; border: 1px solid #e2e2e2; border-radius: 6px; }
      text { font: 12px system-ui, sans-serif; fill: #444; } .title { font-weight: 600; } .mark { fill: #8a3b00; }
      .grid { stroke: #dcdcdc; } .fault { fill: #ffd9b8; opacity: .75; } .above { opacity: .5; } .line { fill: none; stroke-width: 2; }
      .thin { stroke-width: 1; } path.browse { stroke: #2566c8; } path.checkout { stroke: #7b3fb5; }
      rect.browse { fill: #2566c8; } rect.checkout { fill: #7b3fb5; }
      .good { fill: #7fb59a; } .late { fill: #e0a100; } .bad { fill: #b3261e; }
      .share0 { fill: #2566c8; } .share1 { fill: #e08a00; } .share2 { fill: #1d7a46; } .share3 { fill: #7b3fb5; }
      .share4 { fill: #b3261e; } .share5 { fill: #008c95; } .share6 { fill: #6b6b6b; } .share7 { fill: #c2b200; }
      pre { background: #f4f4f4; padding: .8rem; overflow-x: auto; font-size: 12px; border-radius: 6px; }
      """;

  private HtmlReport() {}

  static String of(Findings findings) {
    StringBuilder html = new StringBuilder();
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>")
        .append(Markup.escaped(findings.experiment()))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head><body>\n");
    head(html, findings);
    Design design = findings.design();
    if (design != null) {
      design(html, design);
    }
    checks(html, findings.checks());
    if (!(findings.samples().isEmpty()
        && findings.shares().isEmpty()
        && findings.breakers().isEmpty())) {
      charts(html, findings);
    }
    html.append("<h2>Output</h2>\n<pre>")
        .append(Markup.escaped(String.join("\n", findings.output())))
        .append("</pre>\n</body></html>\n");
    return html.toString();
  }

  private static void head(StringBuilder html, Findings findings) {
    html.append(
        "<h1>%s: %s</h1>\n"
            .formatted(
                Markup.escaped(findings.experiment()), Markup.escaped(findings.idea().title())));
    html.append(
        "<p class=\"verdict %s\">%s: %s</p>\n<p>%s s, seed %d</p>\n"
            .formatted(
                findings.verdict().ending(),
                findings.verdict().ending(),
                Markup.escaped(findings.verdict().line()),
                seconds(findings.seconds()),
                findings.seed()));
  }

  private static void design(StringBuilder html, Design design) {
    html.append("<table>\n");
    row(html, "hypothesis", design.hypothesis());
    row(html, "steady state", design.steadyState());
    row(html, "fault", design.fault());
    row(html, "blast radius", design.blastRadius());
    row(html, "abort when", design.abort().toString());
    html.append("</table>\n");
  }

  private static void row(StringBuilder html, String name, String text) {
    html.append(
        "<tr><th>%s</th><td>%s</td></tr>\n"
            .formatted(name.replace(" ", "&nbsp;"), Markup.escaped(text)));
  }

  private static void checks(StringBuilder html, List<Check> checks) {
    if (checks.isEmpty()) {
      return;
    }
    html.append(
        "<h2>Observation</h2>\n<table><tr><th></th><th>what</th><th>measured</th><th>expected</th></tr>\n");
    for (Check check : checks) {
      html.append(
          "<tr><td class=\"%s\">%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  check.holds() ? "yes" : "no",
                  check.holds() ? "ok" : "FAIL",
                  Markup.escaped(check.what()),
                  Markup.escaped(check.measured()),
                  Markup.escaped(check.expected())));
    }
    html.append("</table>\n");
  }

  private static void charts(StringBuilder html, Findings findings) {
    Charts charts = new Charts(findings);
    html.append("<h2>Timelines</h2>\n");
    if (!findings.samples().isEmpty()) {
      html.append(charts.latency()).append(charts.requests());
    }
    charts.shares().forEach(html::append);
    html.append(charts.breakers());
    if (findings.faults().isEmpty()) {
      return;
    }
    html.append(
        "<p>The bands are what was done to the shop, numbered where there is room, and the seconds those of the output below:</p>\n<ol>\n");
    for (Span fault : findings.faults()) {
      html.append(
          "<li>%s s: %s (%s s)</li>\n"
              .formatted(
                  seconds((fault.from() - findings.begin()) / 1e9),
                  Markup.escaped(fault.label()),
                  seconds(fault.length().toMillis() / 1e3)));
    }
    html.append("</ol>\n");
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }
}
