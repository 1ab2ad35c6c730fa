// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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
 * @param missing what it needs that a shop on Kubernetes has not; empty when it can be done there
 */
public record Trial(
    Run run, Idea idea, Design design, ShopPlan plan, boolean wired, Optional<String> missing) {
  private static final Duration QUIET = Duration.ofSeconds(90);

  /** A warm shop keeps nobody from a CPU for so long; a cold one that fills them all has. */
  private static final long STANDSTILL_MILLIS = 500;

  private static final String TOO_MANY = "too many requests failed";

  /** What is done to the shop. */
  @FunctionalInterface
  public interface Script {
    void play(Stage stage) throws Exception;
  }

  /** On an ordinary shop of this machine. */
  public static Trial of(Run run, Idea idea, Design design) {
    return new Trial(
        run,
        idea,
        design,
        ShopPlan.plain(),
        false,
        Optional.of("it reaches into processes of this machine"));
  }

  /** On that shop. */
  public Trial on(ShopPlan shop) {
    return new Trial(
        run, idea, design, shop, wired, Optional.of("it needs a shop that is made in another way"));
  }

  /** With the network between the services in the script's hands. */
  public Trial byWires() {
    return new Trial(
        run,
        idea,
        design,
        plan,
        true,
        Optional.of("the calls between pods don't go through the lab's hands"));
  }

  /** Also on a shop on Kubernetes: the script knows no more than {@link TestedShop}. */
  public Trial anywhere() {
    return new Trial(run, idea, design, plan, wired, Optional.empty());
  }

  /** Not on Kubernetes, where that is missing. */
  public Trial butNotOnKubernetes(String what) {
    return new Trial(run, idea, design, plan, wired, Optional.of(what));
  }

  /** Blocks until all is judged; what was found is with the run then. */
  public Verdict play(Script script) throws IOException, InterruptedException {
    if (run.place().isPresent()) {
      return playAt(run.place().get(), script);
    }
    design.print(run);
    try (Wires wires = wired ? Wires.open(run.home(), run.seed()) : null) {
      ShopPlan laid = wires == null ? plan : wires.laidInto(plan);
      try (OwnShop shop = run.startShop(laid)) {
        Verdict verdict = play(script, shop, wires);
        shop.discardIf(verdict.passed());
        return verdict;
      }
    }
  }

  /** On a shop that is there already, and stays. */
  private Verdict playAt(Place place, Script script) throws IOException, InterruptedException {
    if (missing.isPresent()) {
      throw new NotThere("on Kubernetes: " + missing.get());
    }
    try (ClusterTrialShop shop = ClusterTrialShop.open(place, run)) {
      Trial there = new Trial(run, idea, design.reaching(shop.blastRadius()), plan, wired, missing);
      there.design.print(run);
      run.print(
          "  there         to kill is to delete a pod by force, with 2 s between SIGTERM and"
              + " SIGKILL; to start is to wait for its replacement");
      return there.play(script, shop, null);
    }
  }

  private Verdict play(Script script, TestedShop shop, @Nullable Wires wires)
      throws IOException, InterruptedException {
    List<String> broken = new ArrayList<>();
    try (Crowd crowd = crowdAt(shop, InstantSource.system());
        Stage stage = new Stage(run, shop, wires, crowd)) {
      try (Guard guard = Guard.over(design.abort(), crowd.tally().timeline())) {
        perform(script, stage, guard, broken);
      }
      if (wires != null) {
        wires.calm();
      }
      if (!broken.isEmpty()) {
        mend(shop, broken);
      }
      stage.endLoad();
      run.cede();
      stage.check(audit("audit: nothing lost, paid twice or oversold", shop, run));
      List<Check> checks = stage.checks();
      broken.forEach(line -> run.print("  broken off: " + line));
      CheckTable.print(run, checks);
      run.print("  machine: " + stage.machine());
      Verdict verdict = verdict(checks, broken, stage.machine().lateMostMillis());
      run.found(stage.findings(idea, design, verdict));
      return verdict;
    }
  }

  /**
   * A shop that stays has histories and requests of earlier runs, which are not to be met again.
   */
  private Crowd crowdAt(TestedShop shop, InstantSource clock) {
    if (run.place().isEmpty()) {
      return Crowd.at(shop.grpc(), shop.history(), clock, run.seed());
    }
    long now = clock.millis();
    String history = run.experiment() + "-" + now;
    return Crowd.at(shop.grpc(), shop.history(), history, clock, run.seed() + now);
  }

  private static void perform(Script script, Stage stage, Guard guard, List<String> broken)
      throws InterruptedException {
    try {
      script.play(stage);
    } catch (InterruptedException e) {
      if (!guard.tripped()) {
        throw e;
      }
      broken.add(TOO_MANY);
    } catch (NotThere e) {
      throw e;
    } catch (LabException e) {
      broken.add(tripped(guard) ? TOO_MANY : String.valueOf(e.getMessage()));
    } catch (Exception e) {
      broken.add(tripped(guard) ? TOO_MANY : e.toString());
    }
  }

  /** What was to undo its faults has not been reached. */
  private static void mend(TestedShop shop, List<String> broken) throws IOException {
    try {
      shop.mend();
    } catch (LabException e) {
      broken.add("and the shop is not whole: " + e.getMessage());
    }
  }

  /** Who waits for a program or a socket says in another way that it was interrupted. */
  private static boolean tripped(Guard guard) {
    return guard.tripped() && Thread.interrupted();
  }

  /** The last check of a shop, whose violations it prints. */
  public static Check audit(String label, TestedShop shop, Run run)
      throws IOException, InterruptedException {
    run.say("audit");
    AuditReport audit = shop.audit(QUIET);
    audit.violations().forEach(each -> run.print("  " + each));
    audit.notJudged().forEach(each -> run.print("  not judged: " + each));
    return new Check(
        label,
        audit.verdict().name(),
        AuditReport.Verdict.CLEAN.name(),
        audit.verdict() == AuditReport.Verdict.CLEAN);
  }

  /**
   * Of a run that came to its end. Times that were too long by no more than the machine stood still
   * say nothing of the shop, neither good nor bad: that is no pass.
   *
   * @param standstillMillis the longest
   */
  static Verdict verdict(List<Check> checks, List<String> broken, long standstillMillis) {
    if (!broken.isEmpty()) {
      return Verdict.fail("broken off: " + String.join("; ", broken));
    }
    List<Check> failed = checks.stream().filter(check -> !check.holds()).toList();
    if (failed.isEmpty()) {
      return Verdict.pass("all " + checks.size() + " checks hold");
    }
    String line =
        failed.stream()
            .map(check -> check.what() + ": " + check.measured())
            .collect(Collectors.joining("; "));
    boolean isTheMachine =
        standstillMillis >= STANDSTILL_MILLIS
            && failed.stream().allMatch(check -> isWithin(check, standstillMillis));
    return isTheMachine
        ? Verdict.inconclusive(
            "the machine stood still for %,d ms; %s".formatted(standstillMillis, line))
        : Verdict.fail(line);
  }

  private static boolean isWithin(Check failed, long millis) {
    Double tooLong = failed.tooLongMillis();
    return tooLong != null && tooLong <= millis;
  }
}
