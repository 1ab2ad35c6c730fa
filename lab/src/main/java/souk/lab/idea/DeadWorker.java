// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
import souk.lab.storm.Takeovers;

/** Workers die at random, and their work is done all the same. */
@Command
public final class DeadWorker implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "work after the sale belongs to the queue and not to a worker: whoever dies, it is all done, and its effects are there once",
          "buyers, all answered",
          "an instance of the order service, which is the worker, is killed every few seconds, by the seed, and started again");

  private static final double PER_SECOND = 15;
  private static final int KILLS = 12;
  private static final int SHORT_KILLS = 7;

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
    return new Times(110, 80);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN).play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    ShopDatabases databases =
        new ShopDatabases(stage.shop().home(), stage.shop().part("postgres").address());
    Takeovers takeovers = new Takeovers(databases);
    Thread counter = Thread.ofVirtual().start(takeovers);
    stage.load(Habit.BUY, PER_SECOND);
    stage.steady(Duration.ofSeconds(5));
    Random random = new Random(stage.run().seed());
    List<String> workers = stage.shop().instancesOf("order");
    for (int i = 0; i < (isShort ? SHORT_KILLS : KILLS); i++) {
      String worker = workers.get(random.nextInt(workers.size()));
      stage.fault(
          "kill -9 " + worker,
          () -> stage.shop().kill(worker),
          Duration.ofMillis(500 + random.nextInt(1_000)),
          () -> stage.shop().start(worker));
      stage.watch("between two kills", Duration.ofMillis(500 + random.nextInt(1_500)));
    }
    stage.endLoad();
    Span rest = stage.watch("rest", Duration.ofSeconds(5));
    takeovers.end();
    counter.join();
    var tally = stage.crowd().tally().figures();
    stage.check(Check.atLeast("tasks taken over from the dead", takeovers.count(), 1, ""));
    stage.check(
        Check.exactly("tasks left after " + rest.length().toSeconds() + " s", left(databases), 0));
    stage.check(
        Check.exactly(
            "orders never confirmed, of " + tally.checkouts(),
            tally.checkouts() - tally.confirmed(),
            0));
  }

  private static long left(ShopDatabases databases) throws SQLException {
    try (Connection connection = databases.connect("order");
        PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM tasks");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
