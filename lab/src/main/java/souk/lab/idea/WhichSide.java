// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
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
import souk.lab.wire.Edge;
import souk.lab.wire.Weather;
import souk.v1.Availability;
import souk.v1.Order;
import souk.v1.Product;

/** What gives way in a partition, operation by operation. */
@Command
public final class WhichSide implements Experiment {
  private static final Design DESIGN =
      Design.of(
              "in a partition browsing and carts stay available, orders wait, and nothing is decided by one side alone",
              "each operation answered",
              "one pair of services after the other is cut off from each other for some seconds")
          .abortedWhen(Design.Abort.BY_HAND);

  /** Breakers are half-open again after 2 s, connections after their back-off. */
  private static final Duration HEALING = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "which-side";
  }

  @Override
  public String summary() {
    return "one partition after the other; each operation does what the docs say";
  }

  @Override
  public Idea idea() {
    return Idea.CONSISTENCY;
  }

  @Override
  public Times times() {
    return new Times(60, 60);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN).byWires().play(this::play);
  }

  private void play(Stage stage) throws Exception {
    try (Looks looks = new Looks(stage.shop())) {
      Shopping shopping = new Shopping(looks);
      String known = stage.crowd().goods().plenty().getFirst();
      stage.watch("warm-up", Duration.ofSeconds(2));
      looks.everywhere(known);
      shopping.buy(known);
      String cart = shopping.cart(known);

      cut(
          stage,
          "gateway and catalog",
          edge -> edge.isFrom("gateway", "catalog"),
          () -> {
            stage.check(
                answers(
                    "gateway|catalog: a product that was seen",
                    looks.everywhere(known).size(),
                    Looks.CONNECTIONS));
            stage.check(
                Check.is(
                    "gateway|catalog: looking at a cart",
                    Looks.codeOf(() -> shopping.look(cart)),
                    "OK"));
          });
      cut(
          stage,
          "gateway and inventory",
          edge -> edge.isFrom("gateway", "inventory"),
          () -> {
            List<Product> shown = looks.everywhere(known);
            stage.check(answers("gateway|inventory: a product", shown.size(), Looks.CONNECTIONS));
            stage.check(
                answers(
                    "gateway|inventory: of them, stock UNKNOWN",
                    shown.stream()
                        .filter(
                            product ->
                                product.getAvailability().getState() == Availability.State.UNKNOWN)
                        .count(),
                    Looks.CONNECTIONS));
          });
      waits(stage, shopping, known, "inventory", Weather.PARTITION);
      waits(stage, shopping, known, "payment", Weather.ONE_WAY);
      cut(
          stage,
          "gateway and cart",
          edge -> edge.isFrom("gateway", "cart"),
          () -> {
            stage.check(
                refused(
                    "gateway|cart: looking at a cart", Looks.codeOf(() -> shopping.look(cart))));
            stage.check(
                answers(
                    "gateway|cart: a product", looks.everywhere(known).size(), Looks.CONNECTIONS));
          });
      refuses(stage, shopping, known, "order|cart", edge -> edge.isFrom("order", "cart"));
      refuses(stage, shopping, known, "gateway|order", edge -> edge.isFrom("gateway", "order"));
    }
  }

  /** The order is accepted, and decided when the partition is over. */
  private static void waits(
      Stage stage, Shopping shopping, String productId, String service, Weather weather)
      throws Exception {
    String cart = shopping.cart(productId);
    Order[] placed = new Order[1];
    cut(
        stage,
        "order and " + service,
        edge -> edge.isFrom("order", service),
        weather,
        () -> {
          placed[0] = shopping.checkOut(cart, Shopping.newId());
          stage.check(
              Check.is(
                  "order|" + service + ": a checkout", placed[0].getState().name(), "PENDING"));
        });
    stage.check(
        Check.is(
            "order|" + service + ": the same order afterwards",
            shopping.decided(placed[0]).getState().name(),
            "CONFIRMED"));
  }

  /** There is no answer, and the same request finds its one order afterwards. */
  private static void refuses(
      Stage stage, Shopping shopping, String productId, String who, Predicate<Edge> edges)
      throws Exception {
    String cart = shopping.cart(productId);
    String requestId = Shopping.newId();
    cut(
        stage,
        who,
        edges,
        () ->
            stage.check(
                refused(
                    who + ": a checkout", Looks.codeOf(() -> shopping.checkOut(cart, requestId)))));
    Order order = shopping.decided(shopping.patiently(cart, requestId));
    stage.check(
        Check.is(who + ": the same request afterwards", order.getState().name(), "CONFIRMED"));
  }

  private static void cut(Stage stage, String who, Predicate<Edge> edges, Stage.Step meanwhile)
      throws Exception {
    cut(stage, who, edges, Weather.PARTITION, meanwhile);
  }

  private static void cut(
      Stage stage, String who, Predicate<Edge> edges, Weather weather, Stage.Step meanwhile)
      throws Exception {
    stage.fault(
        (weather.equals(Weather.ONE_WAY) ? "no answers between " : "a partition between ") + who,
        () -> {
          stage.wires().set(edges, weather);
          meanwhile.run();
          stage.wires().calm();
        });
    stage.watch("together again", HEALING);
  }

  /** Nobody can say whether anything was done, and so nobody does. */
  private static Check refused(String what, String measured) {
    List<String> unknown = List.of("UNAVAILABLE", "DEADLINE_EXCEEDED");
    return new Check(what, measured, String.join(" or ", unknown), unknown.contains(measured));
  }

  private static Check answers(String what, long answered, long asked) {
    return Check.exactly(what + ", answers", answered, asked);
  }
}
