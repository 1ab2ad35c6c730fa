// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Idea;
import souk.lab.experiment.Run;
import souk.lab.experiment.Stage;
import souk.lab.experiment.Times;
import souk.lab.experiment.Trial;
import souk.lab.experiment.Verdict;
import souk.lab.part.ShopDatabases;
import souk.lab.part.ShopPlan;

/** One leader at a time, also when one does not know that it was deposed. */
@Command
public final class WhoIsInCharge implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "there is one leader at a time: who was paused is succeeded, and what it still writes when it wakes is refused",
          "one instance of payment reconciles, of the epoch that the database has",
          "the leader stands still (SIGSTOP) until another one leads, and then wakes");

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration AFTER_WAKING = Duration.ofSeconds(6);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /** The session's 10 s, as long again that Consul may take its time, and a turn. */
  private static final double MOST_SECONDS = 23;

  private @Nullable ShopDatabases databases;

  /** Who leads, and since which epoch. */
  private record Reign(long epoch, String holder) {
    @Override
    public String toString() {
      return epoch + " " + holder;
    }
  }

  @Override
  public String name() {
    return "who-is-in-charge";
  }

  @Override
  public String summary() {
    return "the leader of payment's reconciliation is paused; another takes over, and the old one changes nothing";
  }

  @Override
  public Idea idea() {
    return Idea.COORDINATION;
  }

  @Override
  public Times times() {
    return new Times(100, 80);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN)
        .on(ShopPlan.plain().with("payment", "SOUK_PAYMENT_RECONCILE_INTERVAL", "1s"))
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    databases = new ShopDatabases(stage.shop().home(), stage.shop().part("postgres").address());
    Reign first = await(new Reign(0, ""), PATIENCE);
    stage.check(Check.that("somebody leads at first", first.epoch() > 0, first.toString()));
    stage.shop().pause(first.holder());
    long paused = System.nanoTime();
    stage.run().say(first + " stands still");
    Reign second = await(first, PATIENCE);
    double took = (System.nanoTime() - paused) / 1e9;
    stage.check(Check.atMost("until another leads", took, MOST_SECONDS, "s"));
    stage.check(
        Check.that(
            "the next one is another, of a later epoch",
            !second.holder().equals(first.holder()) && second.epoch() > first.epoch(),
            first + ", then " + second));
    stage.shop().resume(first.holder());
    stage.run().say(first.holder() + " wakes");
    List<String> seen = new ArrayList<>();
    long end = System.nanoTime() + AFTER_WAKING.toNanos();
    long highest = second.epoch();
    boolean backwards = false;
    while (System.nanoTime() < end) {
      Reign now = read();
      backwards |= now.epoch() < highest;
      highest = Math.max(highest, now.epoch());
      if (!seen.contains(now.toString())) {
        seen.add(now.toString());
      }
      stage.watch("after it woke", BETWEEN_LOOKS);
    }
    stage.check(Check.that("the epoch never goes back", !backwards, String.join(", then ", seen)));
    stage.check(
        Check.that(
            "no epoch has two leaders",
            seen.stream().map(reign -> reign.substring(0, reign.indexOf(' '))).distinct().count()
                == seen.size(),
            seen.size() + " reigns"));
  }

  /** The first reign that is another one than this. */
  private Reign await(Reign before, Duration patience) throws SQLException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Reign now = read();
    while (now.epoch() <= before.epoch() && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
      now = read();
    }
    return now;
  }

  /** The database's view, which is what counts. */
  private Reign read() throws SQLException {
    try (Connection connection = requireNonNull(databases, "databases").connect("payment");
        PreparedStatement statement =
            connection.prepareStatement("SELECT fence, holder FROM reconciliation");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return new Reign(rows.getLong(1), rows.getString(2));
    }
  }
}
