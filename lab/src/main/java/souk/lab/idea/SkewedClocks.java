// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Idea;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.experiment.Span;
import souk.lab.experiment.Stage;
import souk.lab.experiment.Times;
import souk.lab.experiment.Trial;
import souk.lab.experiment.Verdict;
import souk.lab.load.Habit;
import souk.lab.part.ServiceKind;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.v1.Order;

/** The machines' clocks are minutes apart, and no decision asks them. */
@Command
public final class SkewedClocks implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "an order's timeline is in the order of causes though the clocks of those who wrote it are 40 minutes apart; and no decision, lease or deadline asks those clocks",
          "buyers, all answered",
          "of each service one instance's clock is 20 minutes ahead and the other's 20 minutes behind; then the order service's instance that is ahead is killed");

  private static final Duration AHEAD = Duration.ofMinutes(20);
  private static final double PER_SECOND = 4;
  private static final int PROBES = 40;
  private static final int SHORT_PROBES = 15;

  /** Instances look at their clocks' offset each 50 ms. */
  private static final Duration UNTIL_SEEN = Duration.ofMillis(500);

  @Override
  public String name() {
    return "skewed-clocks";
  }

  @Override
  public String summary() {
    return "clocks 40 minutes apart: what they say is in the wrong order, what the timeline says is in the right one";
  }

  @Override
  public Idea idea() {
    return Idea.CLOCKS;
  }

  @Override
  public Times times() {
    return new Times(90, 50);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN).on(ShopPlan.plain().with(Trait.FAULTS)).play(this::play);
  }

  private void play(Stage stage) throws Exception {
    int probes = stage.run().isShort() ? SHORT_PROBES : PROBES;
    Timelines timelines = new Timelines();
    stage.load(Habit.BUY, PER_SECOND);
    stage.steady(Duration.ofSeconds(5));
    try (Looks looks = new Looks(stage.shop())) {
      Shopping shopping = new Shopping(looks);
      String productId = stage.crowd().goods().plenty().getFirst();
      Span apart =
          stage.fault(
              "clocks 40 minutes apart",
              () -> {
                skew(stage.shop());
                TimeUnit.NANOSECONDS.sleep(UNTIL_SEEN.toNanos());
                probe(shopping, productId, probes, timelines, () -> {});
              });
      Span dead =
          stage.fault(
              "order-1, which is ahead, is killed, and order-2 goes on with its orders",
              () -> {
                probe(shopping, productId, probes, timelines, () -> stage.shop().kill("order-1"));
                stage.shop().start("order-1");
              });
      stage.watch("a moment", Duration.ofSeconds(2));
      stage.endLoad();
      stage.check(
          Check.exactly(
              "requests not answered after one retry", stage.figures(apart.to(dead)).notSoon(), 0));
    }
    stage.check(Check.exactly("orders looked at", timelines.count(), 2L * probes));
    stage.check(
        Check.atLeast(
            "of them in the wrong order by the wall clocks", timelines.wrongByWall(), 1, ""));
    stage.check(
        Check.exactly("of them in the wrong order by logical time", timelines.wrongByLogic(), 0));
    PendingOrders.checkAllConfirmed(stage);
    timelines.example().forEach(line -> stage.run().print("    " + line));
  }

  /**
   * Buys, and when all is done cancels and waits again: what comes later comes later for certain.
   */
  private static void probe(
      Shopping shopping, String productId, int probes, Timelines timelines, Stage.Step between)
      throws IOException, InterruptedException {
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < probes; i++) {
      orders.add(shopping.buy(productId));
    }
    between.run();
    for (Order order : orders) {
      shopping.atRest(order, Timelines.BOUGHT);
      shopping.cancel(order);
    }
    for (Order order : orders) {
      timelines.add(shopping.atRest(order, Timelines.ALL));
    }
  }

  private static void skew(OwnShop shop) throws IOException {
    for (String service : ServiceKind.inside()) {
      shop.moveClock(service + "-1", AHEAD);
      shop.moveClock(service + "-2", AHEAD.negated());
    }
  }
}
