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

/** An order is answered at once, or accepted and decided later. */
@Command
public final class SyncOrAsync implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "a checkout needs nobody but its own database to be accepted: with payment away it is answered PENDING, and decided later",
          "buyers, each told CONFIRMED at once",
          "both instances of payment are stopped, and started again");

  private static final double PER_SECOND = 6;

  @Override
  public String name() {
    return "sync-or-async";
  }

  @Override
  public String summary() {
    return "payment is away and comes back; every checkout is accepted, and every order decided";
  }

  @Override
  public Idea idea() {
    return Idea.ASYNCHRONY;
  }

  @Override
  public Times times() {
    return new Times(100, 55);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN).anywhere().play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    stage.load(Habit.BUY, PER_SECOND);
    Span before = stage.steady(Duration.ofSeconds(isShort ? 5 : 10));
    PendingOrders pending = PendingOrders.from(stage);
    Span away =
        stage.fault(
            "payment is stopped",
            () -> stage.target().stop("payment"),
            Duration.ofSeconds(isShort ? 8 : 20),
            () -> stage.target().start("payment"));
    long back = System.nanoTime();
    stage.watch("payment is back", Duration.ofSeconds(isShort ? 6 : 8));
    stage.endLoad();
    var accepted = stage.figures(away, Kind.CHECKOUT);
    stage.check(Check.atLeast("checkouts while it was away", accepted.count(), 10, ""));
    stage.check(Check.exactly("of them not accepted at once", accepted.notAtOnce(), 0));
    stage.check(
        Check.atMost("time in which one was accepted, p99", accepted.p99Millis(), 2_500, "ms"));
    stage.checkConfirmed("from payment's return to the next confirmation", back, 5_000);
    pending.checkSome();
    PendingOrders.checkAllConfirmed(stage);
    stage
        .run()
        .say(
            "a checkout took %.0f ms (p50) before, %.0f ms while payment was away"
                .formatted(stage.figures(before, Kind.CHECKOUT).p50Millis(), accepted.p50Millis()));
  }
}
