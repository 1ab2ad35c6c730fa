// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import souk.lab.part.ShopPlan;
import souk.lab.wire.Carried;
import souk.v1.Product;

/** Most looks never reach the catalogue, and while it is away none has to. */
@Command
public final class Cache implements Experiment {
  private static final Design DESIGN =
      Design.of(
              "the gateways keep what the catalogue told: few looks reach it, many at the same moment become one, and while it is away shoppers see what was known, marked as stale",
              "products asked for again and again, all answered",
              "all instances of the catalogue are killed, and started again")
          .abortedWhen(Design.Abort.BY_HAND);

  private static final int KNOWN = 20;
  private static final int ROUNDS = 60;
  private static final int TOGETHER = 100;

  /** Each gateway asks for each product once in 5 s; the rest is what a slow machine adds. */
  private static final double MOST_PERCENT = 20;

  /** One of each gateway. */
  private static final long MOST_MISSES = 2;

  private static final Duration UNTIL_STALE = Duration.ofSeconds(6);

  @Override
  public String name() {
    return "cache";
  }

  @Override
  public String summary() {
    return "how many looks reach the catalogue; the catalogue is killed, and browsing goes on";
  }

  @Override
  public Idea idea() {
    return Idea.CACHING;
  }

  @Override
  public Times times() {
    return new Times(45, 45);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN)
        .on(ShopPlan.plain().withOneOfEachBut("gateway", "catalog"))
        .byWires()
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    List<String> known = stage.crowd().goods().plenty().subList(0, KNOWN);
    String unseen = stage.crowd().goods().plenty().getLast();
    try (Looks looks = new Looks(stage.shop())) {
      // Each gateway has a cache of its own, and who is asked by a connection is the kernel's
      // choice.
      for (String productId : known) {
        looks.everywhere(productId);
      }
      long before = asked(stage);
      int answered = look(looks, known, ROUNDS);
      double reached = 100.0 * (asked(stage) - before) / (ROUNDS * KNOWN);
      stage.check(Check.exactly("looks not answered", ROUNDS * KNOWN - answered, 0));
      stage.check(
          Check.atMost(
              "looks that reached the catalogue, of " + ROUNDS * KNOWN,
              reached,
              MOST_PERCENT,
              "%"));

      long alone = asked(stage);
      int together = looks.atOnce(unseen, TOGETHER).size();
      stage.check(Check.exactly("looks at a new product at once, answered", together, TOGETHER));
      stage.check(
          Check.atMost(
              "of them reached the catalogue", (double) (asked(stage) - alone), MOST_MISSES, ""));

      stage.fault(
          "the catalogue is killed", () -> stage.shop().kill("catalog"), UNTIL_STALE, () -> {});
      List<Product> stale = new ArrayList<>();
      for (String productId : known) {
        stale.addAll(looks.everywhere(productId));
      }
      stage.check(
          Check.exactly(
              "looks answered without a catalogue",
              stale.size(),
              (long) Looks.CONNECTIONS * known.size()));
      stage.check(
          Check.exactly(
              "of them not marked as stale",
              stale.stream().filter(product -> !product.hasStaleSince()).count(),
              0));
      stage.shop().start("catalog");
      stage.watch("until it is fresh", UNTIL_STALE);
      looks.everywhere(known.getFirst());
      stage.watch("a moment", Duration.ofSeconds(2));
      List<Product> back = looks.everywhere(known.getFirst());
      stage.check(
          Check.exactly("looks answered when it is back", back.size(), (long) Looks.CONNECTIONS));
      stage.check(
          Check.exactly(
              "of them still stale", back.stream().filter(Product::hasStaleSince).count(), 0));
    }
  }

  private static int look(Looks looks, List<String> products, int rounds)
      throws InterruptedException {
    int answered = 0;
    for (int round = 0; round < rounds; round++) {
      for (String productId : products) {
        answered += looks.atOnce(productId, 1).size();
      }
    }
    return answered;
  }

  private static long asked(Stage stage) {
    return stage.wires().carried(edge -> edge.isFrom("gateway", "catalog")).values().stream()
        .mapToLong(Carried::requests)
        .sum();
  }
}
