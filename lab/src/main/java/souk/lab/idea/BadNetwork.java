// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.time.Duration;
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
import souk.lab.wire.Passage;
import souk.lab.wire.Weather;

/** The network between the services is as bad as networks are. */
@Command
public final class BadNetwork implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "whatever the network does between the services, checkouts are answered, and nothing is done twice or lost",
          "browsing and buying, all answered",
          "every wire between services: 100 ms ± 50 ms there and back, and 5 % of the connections reset in each second; then a partition between order and payment, answers that are lost, and requests that are delivered twice");

  private static final double BROWSERS_PER_SECOND = 20;
  private static final double BUYERS_PER_SECOND = 4;
  private static final double RESETS_PER_SECOND = 0.05;

  @Override
  public String name() {
    return "bad-network";
  }

  @Override
  public String summary() {
    return "delays, resets and a partition between the services; nothing is lost";
  }

  @Override
  public Idea idea() {
    return Idea.NETWORK;
  }

  @Override
  public Times times() {
    return new Times(150, 75);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN).byWires().play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    stage.load(Habit.BROWSE, BROWSERS_PER_SECOND);
    stage.load(Habit.BUY, BUYERS_PER_SECOND);
    stage.steady(Duration.ofSeconds(6));
    Weather bad =
        Weather.slow(Duration.ofMillis(50), Duration.ofMillis(25)).withResets(RESETS_PER_SECOND);
    PendingOrders pending = PendingOrders.from(stage);
    Span rough =
        stage.fault(
            "delays and resets everywhere",
            () -> stage.wires().set(edge -> true, bad),
            Duration.ofSeconds(isShort ? 15 : 30),
            () -> {});
    Span cut =
        stage.fault(
            "and a partition between order and payment",
            () -> stage.wires().set(edge -> edge.isFrom("order", "payment"), Weather.PARTITION),
            Duration.ofSeconds(isShort ? 10 : 20),
            () -> stage.wires().set(edge -> edge.isFrom("order", "payment"), bad));
    stage.fault(
        "answers of payment and inventory are lost",
        () ->
            stage
                .wires()
                .set(
                    edge -> edge.isFrom("order", "payment") || edge.isFrom("order", "inventory"),
                    Weather.ANSWERS_LOST),
        Duration.ofSeconds(isShort ? 3 : 6),
        () -> stage.wires().calm());
    Span twice =
        stage.fault(
            "each request is delivered twice",
            () -> stage.wires().set(edge -> true, Weather.CLEAR.with(Passage.TWICE)),
            Duration.ofSeconds(isShort ? 4 : 8),
            () -> stage.wires().calm());
    stage.watch("a good network again", Duration.ofSeconds(isShort ? 3 : 6));
    stage.endLoad();
    Figures checkouts = stage.figures(rough.to(twice), Kind.CHECKOUT);
    double answered =
        checkouts.count() == 0
            ? 0
            : 100.0 * (checkouts.count() - checkouts.notSoon()) / checkouts.count();
    stage.check(
        Check.atLeast(
            "checkouts answered after one retry at most, of " + checkouts.count(),
            answered,
            99.9,
            "%"));
    stage.check(
        Check.atLeast(
            "checkouts in the partition", stage.figures(cut, Kind.CHECKOUT).count(), 20, ""));
    pending.checkSome();
    stage.check(Check.atLeast("connections reset", (double) stage.wires().resets(), 1, ""));
    stage.check(Check.atLeast("answers lost", (double) stage.wires().answersLost(), 5, ""));
    stage.check(
        Check.atLeast("requests delivered twice", (double) stage.wires().repeats(), 100, ""));
    PendingOrders.checkAllConfirmed(stage);
    stage
        .run()
        .say(
            "checkouts meanwhile: p50 %.0f ms, p99 %.0f ms"
                .formatted(checkouts.p50Millis(), checkouts.p99Millis()));
  }
}
