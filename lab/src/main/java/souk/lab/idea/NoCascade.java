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

/** Payment hangs, and nobody who only looks around notices. */
@Command
public final class NoCascade implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "while payment hangs, browsing is as fast as before and never fails; checkouts are accepted and decided later",
          "browsing and buying, all answered",
          "both instances of payment stand still (SIGSTOP): their connections stay open, and answer nothing");

  private static final double BROWSERS_PER_SECOND = 40;
  private static final double BUYERS_PER_SECOND = 4;

  /** Of a machine that does other things too; who waits for payment waits for seconds. */
  private static final double SLOWER = 2;

  private static final double SLACK_MILLIS = 50;

  /** A checkout waits 2 s for its decision. */
  private static final double HALF_MILLIS = 2_500;

  private static final double MOST_MILLIS = 3_000;

  @Override
  public String name() {
    return "no-cascade";
  }

  @Override
  public String summary() {
    return "payment hangs; browsing neither fails nor slows down, and orders wait";
  }

  @Override
  public Idea idea() {
    return Idea.NO_CASCADE;
  }

  @Override
  public Times times() {
    return new Times(115, 69);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN)
        .butNotOnKubernetes(
            "a process can't be made to stand still from within its pod, and the API has no call for it")
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    stage.load(Habit.BROWSE, BROWSERS_PER_SECOND);
    stage.load(Habit.BUY, BUYERS_PER_SECOND);
    // What a moment in which the machine stood still makes of a percent is usual, too.
    Span before = stage.steady(Duration.ofSeconds(isShort ? 15 : 20));
    PendingOrders pending = PendingOrders.from(stage);
    Span hanging =
        stage.fault(
            "payment hangs",
            () -> stage.shop().pause("payment"),
            Duration.ofSeconds(isShort ? 10 : 20),
            () -> stage.shop().resume("payment"));
    Span after = stage.watch("payment is back", Duration.ofSeconds(8));
    stage.endLoad();
    Figures usual = stage.figures(before, Kind.BROWSE);
    Figures browse = stage.figures(hanging, Kind.BROWSE);
    stage.check(Check.exactly("browsing requests not answered at once", browse.notAtOnce(), 0));
    stage.check(
        Check.atMost(
            "browsing p99 meanwhile",
            browse.p99Millis(),
            Math.rint(usual.p99Millis() * SLOWER + SLACK_MILLIS),
            "ms"));
    Figures accepted = stage.figures(hanging.to(after), Kind.CHECKOUT);
    stage.check(Check.exactly("checkouts not accepted at once", accepted.notAtOnce(), 0));
    stage.check(
        Check.atMost(
            "time in which half of them were accepted", accepted.p50Millis(), HALF_MILLIS, "ms"));
    stage.check(
        Check.atMost(
            "time in which one was accepted, p99", accepted.p99Millis(), MOST_MILLIS, "ms"));
    pending.checkSome();
    PendingOrders.checkAllConfirmed(stage);
  }
}
