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

/** The registry is away, and the shop goes on. */
@Command
public final class WithoutConsul implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "who knows each other needs no registry: without Consul no request fails",
          "browsing and buying, all answered",
          "Consul is killed, and comes back");

  private static final double PER_SECOND = 40;

  @Override
  public String name() {
    return "without-consul";
  }

  @Override
  public String summary() {
    return "Consul is stopped under load; no request fails";
  }

  @Override
  public Idea idea() {
    return Idea.NO_CENTRE;
  }

  @Override
  public Times times() {
    return new Times(90, 60);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN)
        .butNotOnKubernetes("Consul's pods don't bear the shop's label, and are left alone")
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    stage.load(Habit.MIXED, PER_SECOND);
    stage.steady(Duration.ofSeconds(isShort ? 5 : 8));
    Span away =
        stage.fault(
            "Consul is killed",
            () -> stage.shop().kill("consul"),
            Duration.ofSeconds(isShort ? 12 : 25),
            () -> stage.shop().start("consul"));
    Span after = stage.watch("Consul is back", Duration.ofSeconds(8));
    stage.endLoad();
    stage.check(
        Check.exactly("requests that failed, Consul away", stage.figures(away).failed(), 0));
    stage.check(
        Check.exactly(
            "requests that had to be asked again, Consul away",
            stage.figures(away).notAtOnce(),
            0));
    stage.check(
        Check.exactly(
            "requests not answered at once when it is back", stage.figures(after).notAtOnce(), 0));
    stage.check(
        Check.atLeast("requests while Consul was away", stage.figures(away).count(), 100, ""));
  }
}
