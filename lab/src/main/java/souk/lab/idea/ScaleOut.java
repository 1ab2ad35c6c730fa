// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;
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
import souk.lab.metrics.Sample;
import souk.lab.metrics.Scrapes;
import souk.lab.part.ShopPlan;
import souk.lab.process.LabException;
import souk.lab.wire.Weather;

/** More instances, and fewer again, while shoppers are there. */
@Command
public final class ScaleOut implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "a new instance takes its share within a second of being healthy, and one that leaves drops nothing",
          "browsing and buying at one instance of inventory, all answered",
          "inventory is scaled from 1 to 4 and back to 1");

  private static final double PER_SECOND = 60;
  private static final int MOST = 4;
  private static final Set<String> CALLERS = Set.of("gateway", "order");

  /**
   * On one machine a call takes a few milliseconds, and seldom is one under way at whoever leaves.
   */
  private static final Weather FAR = Weather.slow(Duration.ofMillis(25), Duration.ofMillis(5));

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
    return new Times(100, 80);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN)
        .on(ShopPlan.plain().withInstances("inventory", 1))
        .byWires()
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    stage.load(Habit.MIXED, PER_SECOND);
    stage.steady(Duration.ofSeconds(6));
    stage.wires().set(edge -> edge.leadsTo("inventory"), FAR);
    double slowest = 0;
    Span first = stage.watch("one instance", Duration.ofSeconds(1));
    long before = notThere(stage.shop().status());
    for (int instances = 2; instances <= MOST; instances++) {
      int wanted = instances;
      stage.fault("scale inventory to " + wanted, () -> stage.shop().scale("inventory", wanted));
      slowest = Math.max(slowest, untilFirstRequest(stage, "inventory-" + wanted));
    }
    Span all = stage.watch("four instances", Duration.ofSeconds(stage.run().isShort() ? 5 : 12));
    stage.fault("scale inventory to 1", () -> stage.shop().scale("inventory", 1));
    Span last = stage.watch("one instance again", Duration.ofSeconds(4));
    stage.endLoad();
    stage.check(
        Check.exactly(
            "requests not answered at once while scaling",
            stage.figures(first.to(last)).notAtOnce(),
            0));
    stage.check(
        Check.exactly(
            "attempts at inventory that met nobody, or a closed door",
            notThere(stage.shop().status()) - before,
            0));
    stage.check(
        Check.atMost(
            "from being ready to the first request, at the longest", slowest, 1_000, "ms"));
    stage
        .wires()
        .carried(edge -> edge.leadsTo("inventory"))
        .forEach(
            (instance, carried) ->
                stage.run().print("  %-14s %,8d requests".formatted(instance, carried.requests())));
    stage.check(Check.atLeast("requests with four instances", stage.figures(all).count(), 100, ""));
  }

  /**
   * As the callers count them: whoever was not there, or closed under way. A shopper is not told of
   * it, since the attempt is made again, or the shop does without stock levels.
   */
  private static long notThere(ShopStatus status) throws IOException {
    Map<String, String> callers = new TreeMap<>();
    for (PartStatus part : status.instances()) {
      if (CALLERS.contains(part.service())) {
        callers.put(part.name(), part.metrics());
      }
    }
    Scrapes scrapes = Scrapes.of(callers);
    if (!scrapes.silent().isEmpty()) {
      throw new LabException("no metrics from " + String.join(", ", scrapes.silent()));
    }
    return (long)
        scrapes.of("grpc_client_attempt_duration_seconds_count").stream()
            .filter(attempts -> attempts.label("grpc_target").endsWith("/inventory"))
            .filter(attempts -> !attempts.label("grpc_method").endsWith("/Watch"))
            .filter(attempts -> attempts.label("grpc_status").equals("UNAVAILABLE"))
            .mapToDouble(Sample::value)
            .sum();
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
