// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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

/** All of inventory is stopped for a while: who looks is served on. */
@Command
final class StoppedStock implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "without inventory the shop shows its products, and says that it doesn't know the stock",
          "looking around, all answered",
          "all instances of inventory are stopped, and started again");

  @Option(names = "--rate", description = "shoppers a second (default: ${DEFAULT-VALUE})")
  private double rate = 30;

  @Override
  public String name() {
    return "stopped-stock";
  }

  @Override
  public String summary() {
    return "inventory is stopped; who looks is served on";
  }

  @Override
  public Idea idea() {
    return Idea.NO_CASCADE;
  }

  @Override
  public Times times() {
    return new Times(60, 60);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN).play(this::play);
  }

  private void play(Stage stage) throws Exception {
    stage.load(Habit.BROWSE, rate);
    stage.steady(Duration.ofSeconds(5));
    Span away =
        stage.fault(
            "inventory is stopped",
            () -> stage.shop().stop("inventory"),
            Duration.ofSeconds(10),
            () -> stage.shop().start("inventory"));
    stage.endLoad();
    stage.check(Check.atLeast("looks meanwhile", stage.figures(away).count(), 50, ""));
    stage.check(Check.exactly("of these failed", stage.figures(away).failed(), 0));
  }
}
