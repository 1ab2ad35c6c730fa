// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
import souk.lab.idea.Reigns.Reign;
import souk.lab.part.ShopDatabases;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.process.LabException;
import souk.lab.window.Armory;
import souk.lab.window.Armory.Fired;

/** One leader at a time, also when one does not know that it was deposed. */
@Command
public final class WhoIsInCharge implements Experiment {
  private static final Design DESIGN =
      Design.of(
              "there is one leader at a time: who was paused is succeeded, and what it still writes when it wakes is refused",
              "one instance of payment reconciles, of the epoch that the database has",
              "the leader stands still (SIGSTOP) with something read and not yet written, until another one leads and has gone further, and then wakes")
          .abortedWhen(Design.Abort.BY_HAND);

  /** Where the leader stands still. */
  private static final String ABOUT_TO_WRITE = "payment.read-statement.before";

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration AFTER_WAKING = Duration.ofSeconds(6);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration TWO_TURNS = Duration.ofSeconds(2);
  private static final int LOG_LINES = 1_000;

  /** The health check each second, the lock's delay, and a turn, on a machine that is busy. */
  private static final double MOST_SECONDS = 8;

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
    return new Times(40, 40);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN)
        .on(
            ShopPlan.plain()
                .withOneOfEachBut("payment")
                .with(Trait.FAULTS)
                .with("payment", "SOUK_PAYMENT_RECONCILE_INTERVAL", "1s"))
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    Reigns reigns =
        new Reigns(new ShopDatabases(stage.shop().home(), stage.shop().part("postgres").address()));
    try (Looks looks = new Looks(stage.shop())) {
      Shopping shopping = new Shopping(looks);
      String productId = stage.crowd().goods().plenty().getFirst();
      Reign first = reigns.awaitAfter(0, PATIENCE);
      stage.check(Check.that("somebody leads at first", first.epoch() > 0, first.toString()));
      String before = reigns.position();
      Armory armory = new Armory(stage.shop().home().faults());
      armory.arm(ABOUT_TO_WRITE, "STOP");
      // Beside this: it may meet the one that stands still, and wait.
      Thread buyer = Thread.ofVirtual().start(() -> buyBeside(shopping, productId));
      Fired stopped =
          armory
              .awaitFired(ABOUT_TO_WRITE, PATIENCE)
              .orElseThrow(() -> new LabException("nobody has read the acquirer's statement"));
      long paused = System.nanoTime();
      stage.check(
          Check.that(
              "it is the leader that reads the acquirer's statement",
              stopped.instance().equals(first.holder()),
              stopped.instance()));
      stage.run().say(first + " stands still, about to write");
      Reign second = reigns.awaitAfter(first.epoch(), PATIENCE);
      double took = (System.nanoTime() - paused) / 1e9;
      stage.check(Check.atMost("until another leads", took, MOST_SECONDS, "s"));
      stage.check(
          Check.that(
              "the next one is another, of a later epoch",
              !second.holder().equals(first.holder()) && second.epoch() > first.epoch(),
              first + ", then " + second));
      // What the old one has in hand must be older than what the new one has written meanwhile.
      reigns.awaitBeyond(before, PATIENCE);
      buyer.join();
      String since = reigns.position();
      shopping.buy(productId);
      reigns.awaitBeyond(since, PATIENCE);
      stage.watch("until all of it is read", TWO_TURNS);
      reigns.look();
      stage.shop().resume(first.holder());
      stage.run().say(first.holder() + " wakes, and writes on");
      watch(stage, reigns);
      stage.check(
          Check.atLeast(
              "writes of the old leader that were refused",
              (double) refusals(stage, first),
              1,
              ""));
    }
  }

  private static void buyBeside(Shopping shopping, String productId) {
    try {
      shopping.buy(productId);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks whether anything of the new leader's is undone. */
  private static void watch(Stage stage, Reigns reigns) throws Exception {
    int before = reigns.changes();
    long end = System.nanoTime() + AFTER_WAKING.toNanos();
    while (System.nanoTime() < end) {
      reigns.look();
      TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
    }
    stage.check(Check.that("the epoch never goes back", !reigns.epochWentBack(), reigns.told()));
    stage.check(Check.exactly("epochs with two leaders", reigns.epochsOfTwo(), 0));
    stage.check(
        Check.exactly(
            "times that somebody changed what the new leader wrote", reigns.changes() - before, 0));
  }

  /** The old leader says so itself. */
  private static long refusals(Stage stage, Reign old) throws Exception {
    return stage.shop().home().log(old.holder()).tail(LOG_LINES).stream()
        .filter(line -> line.contains("was taken over: leadership " + old.epoch() + " by "))
        .count();
  }
}
