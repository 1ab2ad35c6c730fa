// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
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
import souk.lab.part.ShopDatabases;
import souk.lab.part.ShopPlan;
import souk.lab.wire.Weather;

/** Workers die at random, and their work is done all the same. */
@Command
public final class DeadWorker implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "work after the sale belongs to the queue and not to a worker: whoever dies, it is all done, and its effects are there once",
          "buyers, all answered",
          "whoever the worker asks is 10 ms away; an instance of the order service, which is the worker, is killed every few seconds, by the seed, and started again");

  private static final double PER_SECOND = 15;
  private static final int KILLS = 12;
  private static final int SHORT_KILLS = 5;
  private static final Duration REST = Duration.ofSeconds(6);

  /** As between two data centres of one region; so who dies has something in hand. */
  private static final Weather FAR = Weather.slow(Duration.ofMillis(10), Duration.ZERO);

  @Override
  public String name() {
    return "dead-worker";
  }

  @Override
  public String summary() {
    return "workers are killed at random; every task is done, with effects once";
  }

  @Override
  public Idea idea() {
    return Idea.QUEUE;
  }

  @Override
  public Times times() {
    return new Times(110, 70);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN)
        .on(ShopPlan.plain().withOneOfEachBut("order"))
        .byWires()
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    Random random = new Random(stage.run().seed());
    LeftBehind left =
        new LeftBehind(
            new ShopDatabases(stage.shop().home(), stage.shop().part("postgres").address()));
    stage.load(Habit.BUY, PER_SECOND);
    stage.steady(Duration.ofSeconds(5));
    stage.wires().set(edge -> edge.caller().equals("order"), FAR);
    List<String> workers = stage.shop().instancesOf("order");
    for (int i = 0; i < (isShort ? SHORT_KILLS : KILLS); i++) {
      String worker = workers.get(random.nextInt(workers.size()));
      stage.fault(
          "kill -9 " + worker,
          () -> kill(stage, worker, left),
          Duration.ofMillis(500 + random.nextInt(1_000)),
          () -> stage.shop().start(worker));
      stage.watch("between two kills", Duration.ofMillis(500 + random.nextInt(1_500)));
    }
    stage.endLoad();
    Span rest = stage.watch("rest", REST);
    stage.check(Check.atLeast("tasks that the dead had in hand", left.count(), 1, ""));
    stage.check(Check.exactly("of them still in their hands", left.stillThere(), 0));
    stage.check(
        Check.exactly(
            "tasks left after " + rest.length().toSeconds() + " s", left.tasksOfAll(), 0));
    PendingOrders.checkAllConfirmed(stage);
  }

  private static void kill(Stage stage, String worker, LeftBehind left)
      throws IOException, InterruptedException {
    stage.shop().kill(worker);
    int inHand = left.look(worker);
    stage.run().say("%s is dead; it had %d tasks in hand".formatted(worker, inHand));
  }
}
