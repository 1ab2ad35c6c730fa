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

/** Ten times more than can be carried. */
@Command
public final class FlashSale implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "what is too much is refused early and cheaply: the shop goes on answering as much as before, and checkouts are served before looks",
          "buyers, at a gateway whose every call holds its only core for 10 ms without using it, so that the load has CPU enough",
          "looks by a schedule, at ten times the rate that the gateway answered at most");

  /** By far the most of a call's time on that core, on a slow machine too. */
  private static final Duration EACH_HOLDS = Duration.ofMillis(10);

  /** With less, it is the machine that has no more to give, and not that core. */
  private static final double LEAST_OF_CORE_PERCENT = 50;

  private static final double BUYERS_PER_SECOND = 2;
  private static final int AT_ONCE = 8;
  private static final double TIMES = 10;

  /** The client shares the machine, and may not quite keep up with its own schedule. */
  private static final double LEAST_TIMES = 9;

  private static final double GOODPUT_PERCENT = 90;
  private static final double LEFT_WAITING_PERCENT = 1;

  /** A no that had to wait for calls on that core would take longer. */
  private static final double REFUSED_WITHIN_MILLIS = 20;

  /** How many at once is well is found out in some seconds. */
  private static final Duration RUSH = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "flash-sale";
  }

  @Override
  public String summary() {
    return "ten times what the shop can carry is asked of it; it carries on, and checkouts come first";
  }

  @Override
  public Idea idea() {
    return Idea.SPIKES;
  }

  @Override
  public Times times() {
    return new Times(160, 90);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN)
        .on(
            ShopPlan.plain()
                .withMain("gateway", "souk.gateway.CappedGateway", "bench.jar")
                .with("gateway", "SOUK_GATEWAY_EACH_CALL_HOLDS", EACH_HOLDS.toMillis() + "ms")
                .withOneOfEachBut())
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    stage.load(Habit.BUY, BUYERS_PER_SECOND);
    stage.steady(Duration.ofSeconds(4));
    List<String> products = stage.crowd().goods().plenty();
    try (Flood flood = new Flood(stage.shop(), products)) {
      double capacity = flood.capacity(AT_ONCE, Duration.ofSeconds(isShort ? 3 : 6));
      stage.run().say("the shop answers %.0f looks a second".formatted(capacity));
      Flood.Result[] result = new Flood.Result[2];
      Duration length = Duration.ofSeconds(isShort ? 8 : 20);
      Span sale =
          stage.fault(
              "%.0f looks a second are asked for".formatted(TIMES * capacity),
              () -> {
                result[0] = flood.byRate(TIMES * capacity, RUSH);
                result[1] = flood.byRate(TIMES * capacity, length);
              });
      stage.run().say("in the first %d s: %s".formatted(RUSH.toSeconds(), result[0].told()));
      stage.run().say("then: " + result[1].told());
      stage.watch("afterwards", Duration.ofSeconds(isShort ? 1 : 3));
      stage.endLoad();
      Flood.Result looks = result[1];
      Figures checkouts = stage.figures(sale, Kind.CHECKOUT);
      stage.check(
          Check.atLeast(
              "looks answered before, of as many as it could hold",
              100 * capacity * EACH_HOLDS.toMillis() / Duration.ofSeconds(1).toMillis(),
              LEAST_OF_CORE_PERCENT,
              "%"));
      stage.check(
          Check.atLeast(
              "looks asked for, of what could be answered",
              looks.asked() / (double) length.toSeconds() / capacity,
              LEAST_TIMES,
              "times"));
      stage.check(
          Check.atLeast(
              "looks answered, of what was answered before",
              100 * looks.perSecond() / capacity,
              GOODPUT_PERCENT,
              "%"));
      stage.check(
          Check.atLeast(
              "looks refused, with a time to come back", (double) looks.refused(), 1, ""));
      stage.check(
          Check.atMost(
              "half of the refusals came within",
              looks.refusalMillis(),
              REFUSED_WITHIN_MILLIS,
              "ms"));
      stage.check(
          Check.atMost(
              "looks that were told nothing within their 2 s",
              looks.leftWaitingPercent(),
              LEFT_WAITING_PERCENT,
              "%"));
      stage.check(Check.exactly("checkouts not answered after one retry", checkouts.notSoon(), 0));
      stage.check(Check.atLeast("checkouts meanwhile", checkouts.count(), 5, ""));
      stage.run().say("a checkout took %.0f ms (p50)".formatted(checkouts.p50Millis()));
    }
  }
}
