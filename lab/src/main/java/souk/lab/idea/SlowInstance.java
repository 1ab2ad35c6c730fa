// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
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
import souk.lab.load.Sample.Kind;
import souk.lab.load.Timeline.Figures;
import souk.lab.part.ShopPlan;
import souk.lab.wire.Carried;
import souk.lab.wire.Weather;

/** One instance is slow, and gets less to do. */
@Command
public final class SlowInstance implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "who calls goes past an instance that lags: it gets a small share, and 9 of 10 looks notice nothing",
          "browsing and buying, spread over two instances of inventory",
          "everything to and from inventory-1 takes 60 ms longer, which is about 20 times what a call takes");

  private static final double PER_SECOND = 60;
  private static final String SLOW = "inventory-1";
  private static final double FAIR_PERCENT = 25;
  private static final double LITTLE_PERCENT = 15;

  /** Less than what a request to the slow one takes at least. */
  private static final double UNNOTICED_MILLIS = 40;

  @Override
  public String name() {
    return "slow-instance";
  }

  @Override
  public String summary() {
    return "one of two instances of inventory is 20 times slower; it gets less, and shoppers hardly notice";
  }

  @Override
  public Idea idea() {
    return Idea.BALANCING;
  }

  @Override
  public Times times() {
    return new Times(90, 65);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN)
        .on(ShopPlan.plain().withOneOfEachBut("inventory"))
        .byWires()
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    Duration length = Duration.ofSeconds(isShort ? 12 : 25);
    stage.load(Habit.MIXED, PER_SECOND);
    stage.steady(Duration.ofSeconds(8));
    SortedMap<String, Carried> atFirst = carried(stage);
    stage.watch("two equal instances", Duration.ofSeconds(4));
    SortedMap<String, Carried> then = carried(stage);
    Span slow =
        stage.fault(
            SLOW + " is slow",
            () ->
                stage
                    .wires()
                    .set(
                        edge -> edge.callee().equals(SLOW),
                        Weather.slow(Duration.ofMillis(30), Duration.ZERO)),
            length,
            () -> stage.wires().calm());
    SortedMap<String, Carried> last = carried(stage);
    stage.watch("as before", Duration.ofSeconds(isShort ? 2 : 5));
    stage.endLoad();
    Figures browse = stage.figures(slow, Kind.BROWSE);
    stage.check(Check.atLeast("its share before", 100 * share(atFirst, then), FAIR_PERCENT, "%"));
    stage.check(
        Check.atMost("its share while it is slow", 100 * share(then, last), LITTLE_PERCENT, "%"));
    stage.check(Check.exactly("requests that failed", stage.figures(slow).failed(), 0));
    stage.check(Check.atMost("browsing p90", browse.p90Millis(), UNNOTICED_MILLIS, "ms"));
    stage
        .run()
        .say(
            "browsing meanwhile: p50 %.0f ms, p90 %.0f ms, p99 %.0f ms"
                .formatted(browse.p50Millis(), browse.p90Millis(), browse.p99Millis()));
  }

  private static SortedMap<String, Carried> carried(Stage stage) {
    return stage.wires().carried(edge -> edge.leadsTo("inventory"));
  }

  private static double share(Map<String, Carried> before, Map<String, Carried> after) {
    long all = 0;
    long its = 0;
    for (Map.Entry<String, Carried> each : after.entrySet()) {
      long requests =
          each.getValue().since(before.getOrDefault(each.getKey(), Carried.NOTHING)).requests();
      all += requests;
      its += each.getKey().equals(SLOW) ? requests : 0;
    }
    return all == 0 ? 0 : (double) its / all;
  }
}
