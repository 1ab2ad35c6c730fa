// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.time.Duration;
import java.util.Map;
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
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.part.SmallDisks;
import souk.v1.Order;

/** A store can't write, and says so. */
@Command
public final class FullDisk implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "a store without room stops what must write there, clearly refused, and nothing else; with room again the shop goes on by itself, and no order is lost",
          "browsing and buying, all answered",
          "the disk of Redis is full, then that of PostgreSQL: both are small ones in memory, of this shop alone");

  private static final double BROWSERS_PER_SECOND = 30;
  private static final double BUYERS_PER_SECOND = 8;
  private static final String CLEAR = "UNAVAILABLE";

  /** A breaker is half-open again after 2 s, and a task rests for 2 s at most. */
  private static final long RETURN_MILLIS = 5_000;

  private static final double LEAST_REFUSED = 5;

  @Override
  public String name() {
    return "full-disk";
  }

  @Override
  public String summary() {
    return "a store's disk is full: who must write is refused, nothing is lost, and it goes on by itself";
  }

  @Override
  public Idea idea() {
    return Idea.NO_CASCADE;
  }

  @Override
  public Times times() {
    return new Times(120, 60);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    if (!SmallDisks.arePossible()) {
      return Verdict.skip(
          "a disk of a store's own needs user and mount namespaces (unshare and mount, on Linux)");
    }
    return Trial.of(run, idea(), DESIGN)
        .on(ShopPlan.plain().withOneOfEachBut().with(Trait.SMALL_DISKS))
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    stage.load(Habit.BROWSE, BROWSERS_PER_SECOND);
    stage.load(Habit.BUY, BUYERS_PER_SECOND);
    stage.steady(Duration.ofSeconds(isShort ? 5 : 10));
    Map<String, Integer> usual = stage.crowd().tally().failures();
    Span nothingBought;
    try (Looks looks = new Looks(stage.shop())) {
      Shopping shopping = new Shopping(looks);
      String product = stage.crowd().goods().plenty().getFirst();
      redis(stage, shopping, product, Duration.ofSeconds(isShort ? 4 : 10));
      nothingBought = postgres(stage, shopping, product, Duration.ofSeconds(isShort ? 8 : 20));
    }
    stage.endLoad();
    stage.check(
        Check.atLeast(
            "PostgreSQL full: checkouts that were not answered at once",
            stage.figures(nothingBought, Kind.CHECKOUT).notAtOnce(),
            LEAST_REFUSED,
            ""));
    stage.check(
        Check.exactly(
            "attempts that ended otherwise than by an answer or " + CLEAR,
            unclear(stage, usual),
            0));
    var tally = stage.crowd().tally().figures();
    int told = tally.decided() + tally.pending();
    stage.check(
        Check.exactly("orders not confirmed, of " + told, told - (long) tally.confirmed(), 0));
  }

  /** Carts can be seen and bought, but not changed. */
  private static void redis(Stage stage, Shopping shopping, String product, Duration lasts)
      throws Exception {
    String cart = shopping.cart(product);
    Order[] bought = new Order[1];
    Span full =
        stage.fault(
            "the disk of Redis is full",
            () -> {
              stage.shop().fill("redis");
              // The first writes find it out.
              stage.watch("Redis finds out", Duration.ofSeconds(2));
              stage.check(
                  Check.is(
                      "Redis full: putting into a cart",
                      Looks.codeOf(() -> shopping.cart(product)),
                      CLEAR));
              stage.check(
                  Check.is("Redis full: a cart", Looks.codeOf(() -> shopping.look(cart)), "OK"));
              bought[0] = shopping.checkOut(cart, Shopping.newId());
            },
            lasts,
            () -> stage.shop().free("redis"));
    goesOn(stage, "Redis", full);
    stage.check(
        Check.is(
            "Redis full: a cart that was checked out",
            shopping.decided(bought[0]).getState().name(),
            Order.State.CONFIRMED.name()));
  }

  /** Nothing can be bought, but everything can be looked at, and carts can be filled. */
  private static Span postgres(Stage stage, Shopping shopping, String product, Duration lasts)
      throws Exception {
    Span full =
        stage.fault(
            "the disk of PostgreSQL is full",
            () -> stage.shop().fill("postgres"),
            lasts,
            () -> {
              stage.check(
                  Check.is(
                      "PostgreSQL full: putting into a cart",
                      Looks.codeOf(() -> shopping.cart(product)),
                      "OK"));
              stage.shop().free("postgres");
              // Without room for its log it may have ended, as it must.
              stage.shop().start("postgres");
            });
    goesOn(stage, "PostgreSQL", full);
    return full;
  }

  /** How often, since then, somebody was told nothing, or nothing that helps. */
  private static int unclear(Stage stage, Map<String, Integer> since) {
    Map<String, Integer> failures = stage.crowd().tally().failures();
    since.forEach((how, times) -> failures.merge(how, -times, Integer::sum));
    failures.forEach((how, times) -> stage.run().print("    %6d  %s".formatted(times, how)));
    return failures.entrySet().stream()
        .filter(each -> !each.getKey().startsWith(CLEAR + " "))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static void goesOn(Stage stage, String store, Span full) throws InterruptedException {
    stage.watch(store + " has room", Duration.ofSeconds(6));
    stage.check(
        Check.exactly(
            store + " full: browsing not answered after one retry",
            stage.figures(full, Kind.BROWSE).notSoon(),
            0));
    stage.checkConfirmed(
        "from room for %s to the next confirmation".formatted(store), full.until(), RETURN_MILLIS);
  }
}
