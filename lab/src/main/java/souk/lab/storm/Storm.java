// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Idea;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.experiment.Times;
import souk.lab.experiment.Verdict;
import souk.lab.load.Crowd;
import souk.lab.part.ShopPlan;
import souk.lab.process.LabException;

/** Random faults under load; then quiet, and everything that must be true then. */
@Command
public final class Storm implements Experiment {
  private static final Design DESIGN =
      Design.of(
              "whatever dies, and whenever, no order is lost, paid twice or sold without being there",
              "browsing, buying and cancelling, with every card",
              "one process after the other, chosen by the seed, is killed, paused or restarted")
          .abortedWhen(Design.Abort.BY_HAND);

  private static final int MOST_MINUTES = 24 * 60;
  private static final int MOST_PER_SECOND = 1_000;
  private static final Duration SHORT = Duration.ofSeconds(35);
  private static final Duration SHORT_EVERY = Duration.ofSeconds(2);

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "how long it storms (default: ${DEFAULT-VALUE}, with --short 35 s)")
  private int minutes = 10;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "shoppers a second (default: ${DEFAULT-VALUE})")
  private int rate = 20;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = Seconds.class,
      description = "from one fault to the next (default: 3s, with --short 2s)")
  private Duration every = Duration.ofSeconds(3);

  @Option(
      names = "--spare-stores",
      description = {
        "spare what there is one of (stores, acquirer, mail server) and the sibling of an instance that is not back yet;"
            + " gateways are killed, but not paused.",
        "Then the figures for shoppers are part of the verdict."
      })
  private boolean spareStores;

  @Override
  public String name() {
    return "storm";
  }

  @Override
  public String summary() {
    return "kills, pauses and restarts at random under load; then nothing may be lost";
  }

  @Override
  public Idea idea() {
    return Idea.FAILURE;
  }

  @Override
  public Times times() {
    return new Times(900, 75);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    requireWithin("--minutes", minutes, MOST_MINUTES);
    requireWithin("--rate", rate, MOST_PER_SECOND);
    Duration duration = run.isShort() ? SHORT : Duration.ofMinutes(minutes);
    requireRoom(duration, StormRun.warmUp(run));
    Duration between = run.isShort() ? SHORT_EVERY : every;
    Schedule schedule = new Schedule(run.seed(), duration, between, spareStores);
    // An order that nobody can decide, such as one with the card that never answers, would keep
    // the end waiting for 15 minutes.
    ShopPlan plan =
        ShopPlan.plain().with("order", "SOUK_ORDER_PENDING_LIMIT", run.isShort() ? "15s" : "45s");
    DESIGN.print(run);
    try (OwnShop shop = run.startShop(plan)) {
      Verdict verdict = storm(shop, run, schedule);
      shop.discardIf(verdict.passed());
      return verdict;
    }
  }

  private Verdict storm(OwnShop shop, Run run, Schedule schedule) throws Exception {
    List<Fault> faults = schedule.faults(parts(shop.parts()));
    run.say(
        "seed %d: %d faults in %d s, %d shoppers a second"
            .formatted(run.seed(), faults.size(), schedule.duration().toSeconds(), rate));
    try (StormRun storm = new StormRun(shop, run, schedule, rate)) {
      Outcome outcome = storm.play(faults);
      outcome.print(run);
      run.print("  machine: " + storm.machine());
      List<Demand> demands = new Demands(outcome, run.isShort(), spareStores).all();
      List<String> failures = demands.stream().flatMap(each -> each.failures().stream()).toList();
      failures.forEach(failure -> run.print("  FAILED: " + failure));
      List<Check> checks = demands.stream().map(Demand::check).toList();
      Verdict verdict =
          checks.stream().allMatch(Check::holds)
              ? Verdict.pass(outcome.line())
              : Verdict.fail(failures.size() + " failures; " + outcome.line());
      run.found(storm.findings(idea(), DESIGN, checks, verdict));
      return verdict;
    }
  }

  private static List<String> parts(ShopStatus status) {
    return Stream.concat(status.instances().stream(), status.stores().stream())
        .map(PartStatus::name)
        .toList();
  }

  /** Every request is remembered to the end, for the figures and the timelines. */
  private void requireRoom(Duration storm, Duration warmUp) {
    long seconds = storm.plus(warmUp).toSeconds();
    long shoppers = rate * seconds;
    if (shoppers > Crowd.MOST_VISITS) {
      throw new LabException(
          "--minutes %d --rate %d: %,d shoppers, too many to remember (expected: at most %,d, as with --minutes %d or with --rate %d)"
              .formatted(
                  minutes,
                  rate,
                  shoppers,
                  Crowd.MOST_VISITS,
                  (Crowd.MOST_VISITS / rate - warmUp.toSeconds()) / 60,
                  Crowd.MOST_VISITS / seconds));
    }
  }

  private static void requireWithin(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new LabException("%s %d (expected: 1 to %d)".formatted(option, value, most));
    }
  }
}
