// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.time.Duration;
import java.util.List;
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

/** One instance with twice the CPU, or two instances. */
@Command
public final class BiggerOrMore implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "both carry the same load; but when one of one dies nothing answers, and when one of two dies nobody notices",
          "buyers at one instance of the cart service that may use two CPUs",
          "its one instance is killed; then the same with two instances that may use one CPU each");

  private static final double PER_SECOND = 6;
  private static final Duration BETWEEN = Duration.ofSeconds(3);
  private static final Duration AT_LAST = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "bigger-or-more";
  }

  @Override
  public String summary() {
    return "one instance with two CPUs against two with one each, and what happens when one dies";
  }

  @Override
  public Idea idea() {
    return Idea.SCALING;
  }

  @Override
  public Times times() {
    return new Times(120, 70);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    List<Integer> cpus = Affinity.isThere() ? Affinity.cpus() : List.of();
    if (cpus.size() < 2) {
      return Verdict.skip("taskset (util-linux, on Linux) is needed, and two CPUs");
    }
    return Trial.of(run, idea(), DESIGN)
        .on(ShopPlan.plain().withOneOfEachBut())
        .play(stage -> play(stage, cpus.get(0).toString(), cpus.get(1).toString()));
  }

  private static void play(Stage stage, String oneCpu, String otherCpu) throws Exception {
    Duration length = Duration.ofSeconds(stage.run().isShort() ? 6 : 15);
    Affinity.pin(stage.shop().part("cart-1").pid(), oneCpu + "," + otherCpu);
    stage.load(Habit.BUY, PER_SECOND);
    stage.steady(length);
    Span bigger = stage.watch("one with two CPUs", length);
    Span oneDied = death(stage);
    stage.watch("it is back", BETWEEN);

    stage.shop().scale("cart", 2);
    Affinity.pin(stage.shop().part("cart-1").pid(), oneCpu);
    Affinity.pin(stage.shop().part("cart-2").pid(), otherCpu);
    stage.watch("warm-up of the second", BETWEEN);
    Span more = stage.watch("two with one CPU each", length);
    Span anotherDied = death(stage);
    stage.watch("it is back", AT_LAST);

    stage.endLoad();
    Figures one = stage.figures(bigger, Kind.CART);
    Figures two = stage.figures(more, Kind.CART);
    stage
        .run()
        .say(
            "carts, p50 and p99: bigger %.0f and %.0f ms, more %.0f and %.0f ms"
                .formatted(one.p50Millis(), one.p99Millis(), two.p50Millis(), two.p99Millis()));
    stage.check(Check.exactly("bigger: requests not answered at once", one.notAtOnce(), 0));
    stage.check(Check.exactly("more: requests not answered at once", two.notAtOnce(), 0));
    stage.check(
        Check.atLeast(
            "bigger, and it dies: requests not answered at once",
            stage.figures(oneDied, Kind.CART).notAtOnce(),
            1,
            ""));
    stage.check(
        Check.exactly(
            "more, and one dies: requests not answered at once",
            stage.figures(anotherDied, Kind.CART).notAtOnce(),
            0));
  }

  private static Span death(Stage stage) throws Exception {
    return stage.fault(
        "kill -9 cart-1",
        () -> stage.shop().kill("cart-1"),
        Duration.ofSeconds(2),
        () -> stage.shop().start("cart-1"));
  }
}
