// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import souk.lab.audit.AuditReport;
import souk.lab.load.Crowd;
import souk.lab.part.ShopPlan;
import souk.lab.process.LabException;
import souk.lab.wire.Wires;

/**
 * The frame of an experiment: says what it is about, starts a shop, has the script played on it
 * under a guard, audits the shop, and judges.
 *
 * @param wired whether the services call each other by {@link Wires}
 */
public record Trial(Run run, Idea idea, Design design, ShopPlan plan, boolean wired) {
  private static final Duration QUIET = Duration.ofSeconds(90);

  /** What is done to the shop. */
  @FunctionalInterface
  public interface Script {
    void play(Stage stage) throws Exception;
  }

  /** On an ordinary shop. */
  public static Trial of(Run run, Idea idea, Design design) {
    return new Trial(run, idea, design, ShopPlan.plain(), false);
  }

  /** On that shop. */
  public Trial on(ShopPlan shop) {
    return new Trial(run, idea, design, shop, wired);
  }

  /** With the network between the services in the script's hands. */
  public Trial byWires() {
    return new Trial(run, idea, design, plan, true);
  }

  /** Blocks until all is judged; what was found is with the run then. */
  public Verdict play(Script script) throws IOException, InterruptedException {
    design.print(run);
    try (Wires wires = wired ? Wires.open(run.home(), run.seed()) : null) {
      ShopPlan laid = wires == null ? plan : wires.laidInto(plan);
      try (OwnShop shop = run.startShop(laid)) {
        Verdict verdict = play(script, shop, wires);
        if (!verdict.passed()) {
          shop.keep();
        }
        return verdict;
      }
    }
  }

  private Verdict play(Script script, OwnShop shop, @Nullable Wires wires)
      throws IOException, InterruptedException {
    List<String> broken = new ArrayList<>();
    try (Crowd crowd =
            Crowd.at(
                shop.door().grpc(), shop.home().history(), InstantSource.system(), run.seed());
        Stage stage = new Stage(run, shop, wires, crowd)) {
      try (Guard guard = Guard.over(design.abort(), crowd.tally().timeline())) {
        perform(script, stage, guard, broken);
      }
      if (wires != null) {
        wires.calm();
      }
      stage.endLoad();
      stage.check(audit(shop));
      List<Check> checks = stage.checks();
      broken.forEach(line -> run.print("  broken off: " + line));
      CheckTable.print(run, checks);
      Verdict verdict = verdict(checks, broken);
      run.found(stage.findings(idea, design, verdict));
      return verdict;
    }
  }

  private static void perform(Script script, Stage stage, Guard guard, List<String> broken)
      throws InterruptedException {
    try {
      script.play(stage);
    } catch (InterruptedException e) {
      if (!guard.tripped()) {
        throw e;
      }
      broken.add("too many requests failed");
    } catch (LabException e) {
      broken.add(String.valueOf(e.getMessage()));
    } catch (Exception e) {
      broken.add(e.toString());
    }
  }

  private Check audit(OwnShop shop) throws IOException, InterruptedException {
    run.say("audit");
    AuditReport audit = shop.audit(QUIET);
    audit.violations().forEach(each -> run.print("  " + each));
    audit.notJudged().forEach(each -> run.print("  not judged: " + each));
    return new Check(
        "audit: nothing lost, paid twice or oversold",
        audit.verdict().name(),
        AuditReport.Verdict.CLEAN.name(),
        audit.verdict() == AuditReport.Verdict.CLEAN);
  }

  private static Verdict verdict(List<Check> checks, List<String> broken) {
    List<String> failed =
        checks.stream()
            .filter(check -> !check.holds())
            .map(check -> check.what() + ": " + check.measured())
            .toList();
    if (!broken.isEmpty()) {
      return Verdict.fail("broken off: " + String.join("; ", broken));
    }
    return failed.isEmpty()
        ? Verdict.pass("all " + checks.size() + " checks hold")
        : Verdict.fail(String.join("; ", failed));
  }
}
