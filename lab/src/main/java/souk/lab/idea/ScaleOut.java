// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.io.IOException;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Map;
import picocli.CommandLine.Command;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Idea;
import souk.lab.experiment.Run;
import souk.lab.experiment.Span;
import souk.lab.experiment.Stage;
import souk.lab.experiment.Times;
import souk.lab.experiment.Trial;
import souk.lab.experiment.Verdict;
import souk.lab.load.Habit;
import souk.lab.part.ShopPlan;
import souk.lab.wire.Carried;
import souk.lab.wire.Weather;

/** More instances, and fewer again, while shoppers are there. */
@Command
public final class ScaleOut implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "a new instance has work within a second of being healthy, and its share once it is warm; one that leaves drops nothing",
          "browsing and buying at one instance of inventory, all answered",
          "inventory is scaled from 1 to 4 and back to 1; a call to it takes 50 ms");

  private static final double PER_SECOND = 60;
  private static final int MOST = 4;
  private static final double LEAST_SHARE_PERCENT = 10;

  /**
   * On one machine a call takes a few milliseconds, and seldom is one under way at whoever leaves.
   */
  private static final Weather FAR = Weather.slow(Duration.ofMillis(25), Duration.ofMillis(5));

  /** A JVM that has just started is slow, and callers send less to who is slow. */
  private static final Duration WARMING = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "scale-out";
  }

  @Override
  public String summary() {
    return "inventory goes from 1 to 4 instances and back under load; no request fails";
  }

  @Override
  public Idea idea() {
    return Idea.SCALING;
  }

  @Override
  public Times times() {
    return new Times(105, 65);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN)
        .on(ShopPlan.plain().withOneOfEachBut())
        .byWires()
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    stage.load(Habit.MIXED, PER_SECOND);
    stage.steady(Duration.ofSeconds(6));
    stage.wires().set(edge -> edge.leadsTo("inventory"), FAR);
    double slowest = 0;
    Span first = stage.watch("one instance", Duration.ofSeconds(1));
    Attempts before = attempts(stage);
    for (int instances = 2; instances <= MOST; instances++) {
      int wanted = instances;
      stage.fault("scale inventory to " + wanted, () -> stage.shop().scale("inventory", wanted));
      slowest = Math.max(slowest, untilFirstRequest(stage, "inventory-" + wanted));
    }
    stage.watch("the fourth warms up", WARMING);
    Map<String, Carried> earlier = carried(stage);
    Span all = stage.watch("four instances", Duration.ofSeconds(stage.run().isShort() ? 5 : 12));
    double leastShare = leastSharePercent(earlier, carried(stage));
    stage.fault("scale inventory to 1", () -> stage.shop().scale("inventory", 1));
    Span last = stage.watch("one instance again", Duration.ofSeconds(4));
    stage.endLoad();
    Attempts made = attempts(stage).since(before);
    stage.check(
        Check.exactly(
            "requests not answered at once while scaling",
            stage.figures(first.to(last)).notAtOnce(),
            0));
    stage.check(
        Check.exactly(
            "attempts at inventory that were cut off, of %,d".formatted(made.all()),
            made.cutOff(),
            0));
    stage.check(Check.atLeast("attempts at inventory", (double) made.all(), 100, ""));
    stage.check(
        Check.atMost(
            "from being ready to the first request, at the longest", slowest, 1_000, "ms"));
    stage.check(Check.atLeast("requests with four instances", stage.figures(all).count(), 100, ""));
    stage.check(
        Check.atLeast(
            "share of the least busy of four instances", leastShare, LEAST_SHARE_PERCENT, "%"));
  }

  private static Map<String, Carried> carried(Stage stage) {
    return stage.wires().carried(edge -> edge.leadsTo("inventory"));
  }

  private static double leastSharePercent(Map<String, Carried> before, Map<String, Carried> after) {
    LongSummaryStatistics requests =
        after.entrySet().stream()
            .map(each -> each.getValue().since(before.getOrDefault(each.getKey(), Carried.NOTHING)))
            .mapToLong(Carried::requests)
            .summaryStatistics();
    return 100.0 * requests.getMin() / Math.max(1, requests.getSum());
  }

  private static Attempts attempts(Stage stage) throws IOException {
    return Attempts.at("inventory", stage.shop().status());
  }

  /** In milliseconds; how long we waited when there was none. */
  private static double untilFirstRequest(Stage stage, String instance)
      throws InterruptedException {
    long ready = System.nanoTime();
    long end = ready + PATIENCE.toNanos();
    while (stage.wires().firstRequest(instance) == 0 && System.nanoTime() < end) {
      stage.watch("until it has work", Duration.ofMillis(10));
    }
    long first = stage.wires().firstRequest(instance);
    return first == 0 ? PATIENCE.toMillis() : Math.max(0, (first - ready) / 1e6);
  }
}
