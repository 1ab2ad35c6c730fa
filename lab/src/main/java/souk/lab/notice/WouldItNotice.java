// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.notice;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import souk.lab.audit.Audit;
import souk.lab.audit.AuditMode;
import souk.lab.audit.AuditReport;
import souk.lab.audit.LocalSources;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Idea;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.experiment.Times;
import souk.lab.experiment.Verdict;
import souk.lab.load.Errands;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;

/**
 * A judge that never finds anybody guilty proves nothing: shops with known faults are put before
 * the audit, which must name each; and a right one in the very same situations, of which it must
 * say nothing.
 */
@Command
public final class WouldItNotice implements Experiment {
  private static final Design DESIGN =
      Design.of(
              "the audit names every fault of other shops that is put into this one, and finds none in the right shop",
              "the situations in which the faults do harm, in the right shop: the audit is clean",
              "a service with one of the faults runs in the place of the right one")
          .abortedWhen(Design.Abort.BY_HAND);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LISTED = 5;

  /** Two that don't meet, in one shop. */
  private static final List<Fault> SHORT = List.of(Fault.CHARGE_FIRST, Fault.NO_KEY);

  /** One instance where no situation needs two. */
  private static final ShopPlan RIGHT =
      ShopPlan.plain().with(Trait.FAULTS).withOneOfEachBut("order", "inventory", "payment");

  @Override
  public String name() {
    return "would-it-notice";
  }

  @Override
  public String summary() {
    return "shops with the known faults of others; the audit must name each";
  }

  @Override
  public Idea idea() {
    return Idea.PROOF;
  }

  @Override
  public Times times() {
    return new Times(480, 50);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    List<List<Fault>> groups = run.isShort() ? List.of(SHORT) : eachAlone();
    List<Fault> faults = groups.stream().flatMap(List::stream).toList();
    DESIGN.print(run);
    List<String> table = new ArrayList<>();
    List<Check> checks = new ArrayList<>();
    int caught = 0;
    for (List<Fault> group : groups) {
      AuditReport report = judge(run, group, group);
      for (Fault fault : group) {
        Check check = check(fault, report);
        checks.add(check);
        caught += check.holds() ? 1 : 0;
        String verdict = check.holds() ? "caught" : "MISSED";
        table.add(row(fault.title(), fault.summary(), verdict, check.measured()));
      }
    }
    Check right = checkRight(judge(run, List.of(), faults));
    checks.add(right);
    String rightVerdict = right.holds() ? "clean" : "NOT CLEAN";
    table.add(row("none", "the same situations", rightVerdict, right.measured()));
    table.forEach(run::print);
    String line =
        "%d of %d faults caught, the right shop %s"
            .formatted(caught, faults.size(), right.holds() ? "clean" : "not clean");
    Verdict verdict =
        checks.stream().allMatch(Check::holds) ? Verdict.pass(line) : Verdict.fail(line);
    run.found(Findings.of(run, idea(), DESIGN, verdict, checks));
    return verdict;
  }

  /** That the audit named what the fault does. */
  static Check check(Fault fault, AuditReport report) {
    return new Check(
        "%s: %s".formatted(fault.title(), fault.summary()),
        found(report),
        "caught: " + String.join(", ", fault.expected()),
        fault.isNamedIn(report.counts()));
  }

  /** That there was nothing to name. */
  static Check checkRight(AuditReport report) {
    return new Check(
        "no fault: the same situations",
        found(report),
        AuditReport.Verdict.CLEAN.name(),
        report.verdict() == AuditReport.Verdict.CLEAN);
  }

  private static List<List<Fault>> eachAlone() {
    return Arrays.stream(Fault.values()).map(List::of).toList();
  }

  /** Has a shop with some faults, or none, go through situations, and judges it. */
  private static AuditReport judge(Run run, List<Fault> faults, List<Fault> situations)
      throws IOException, InterruptedException {
    ShopPlan plan = RIGHT;
    for (Fault fault : faults) {
      run.say(fault.title() + ": " + fault.summary());
      plan = fault.in(plan);
    }
    if (faults.isEmpty()) {
      run.say("no fault: the same shoppers and the same kills");
    }
    String name = faults.isEmpty() ? "right" : faults.getFirst().title();
    try (OwnShop shop = run.startShop("lab-" + name, plan)) {
      act(run, shop, situations);
      AuditReport report =
          Audit.run(
              LocalSources.of(shop.home(), shop.status()), AuditMode.FINAL, PATIENCE, run::say);
      tell(run, report);
      shop.discardIf(isAsExpected(report, faults));
      return report;
    }
  }

  private static void act(Run run, OwnShop shop, List<Fault> situations)
      throws IOException, InterruptedException {
    try (Errands errands =
        Errands.at(
            shop.door().grpc(),
            shop.home().history(),
            "errands",
            InstantSource.system(),
            run.seed())) {
      Situations all = new Situations(shop, errands);
      for (Fault fault : situations) {
        fault.situation().happen(all);
      }
    }
  }

  private static boolean isAsExpected(AuditReport report, List<Fault> faults) {
    return faults.isEmpty()
        ? checkRight(report).holds()
        : faults.stream().allMatch(fault -> check(fault, report).holds());
  }

  private static void tell(Run run, AuditReport report) {
    report.violations().stream()
        .limit(LISTED)
        .forEach(each -> run.say("%s: %s".formatted(each.kind(), each.evidence())));
    report
        .notJudged()
        .forEach(each -> run.say("not judged: %s, %s".formatted(each.what(), each.why())));
  }

  private static String found(AuditReport report) {
    return report.counts().isEmpty()
        ? report.verdict().name()
        : report.counts().entrySet().stream()
            .map(WouldItNotice::text)
            .collect(Collectors.joining(", "));
  }

  private static String text(Map.Entry<String, Long> count) {
    return count.getKey() + " " + count.getValue();
  }

  private static String row(String fault, String summary, String verdict, String found) {
    return "  %-17s  %-46s  %-9s  %s".formatted(fault, summary, verdict, found);
  }
}
