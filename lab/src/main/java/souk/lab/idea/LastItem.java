// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Idea;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.experiment.Stage;
import souk.lab.experiment.Times;
import souk.lab.experiment.Trial;
import souk.lab.experiment.Verdict;
import souk.lab.load.Errands;
import souk.lab.process.LabException;
import souk.v1.Order;
import souk.v1.Product;

/** Many buyers, few pieces, all at once. */
@Command
public final class LastItem implements Experiment {
  private static final int PIECES = 10;
  private static final int SHORT = 100;
  private static final int MOST = 5_000;
  private static final String SOLD = "CONFIRMED";
  private static final String NO_MORE = "REJECTED OUT_OF_STOCK";

  private static final Design DESIGN =
      Design.of(
              "of ten pieces exactly ten are sold, however many want one in the same moment",
              "as many carts as buyers, with one piece of the same product in each",
              "none: all of them check out at once")
          .abortedWhen(Design.Abort.BY_HAND);

  @Option(
      names = "--buyers",
      paramLabel = "N",
      description =
          "how many want one piece (default: ${DEFAULT-VALUE}, with --short " + SHORT + ")")
  private int buyers = 1_000;

  @Override
  public String name() {
    return "last-item";
  }

  @Override
  public String summary() {
    return "1,000 buyers want one of 10 pieces at the same time; exactly 10 get one";
  }

  @Override
  public Idea idea() {
    return Idea.RACES;
  }

  @Override
  public Times times() {
    return new Times(90, 25);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    int wanted = run.isShort() ? Math.min(SHORT, buyers) : buyers;
    if (wanted <= PIECES || wanted > MOST) {
      throw new LabException(
          "--buyers %d (expected: %d to %d)".formatted(wanted, PIECES + 1, MOST));
    }
    return Trial.of(run, idea(), DESIGN)
        .butNotOnKubernetes("in a shop that stays there may not be ten pieces left of anything")
        .play(stage -> play(stage, wanted));
  }

  private static void play(Stage stage, int wanted) throws InterruptedException {
    Map<String, Integer> ends = rush(stage.run(), stage.shop(), wanted);
    stage.check(Check.exactly("pieces that were sold", ends.getOrDefault(SOLD, 0), PIECES));
    stage.check(
        Check.exactly(
            "buyers who were told that there are no more",
            ends.getOrDefault(NO_MORE, 0),
            (long) wanted - PIECES));
    ends.keySet().removeAll(Set.of(SOLD, NO_MORE));
    stage.check(
        new Check(
            "buyers who were told something else",
            ends.isEmpty() ? "none" : ends.toString(),
            "none",
            ends.isEmpty()));
  }

  private static Map<String, Integer> rush(Run run, OwnShop shop, int wanted)
      throws InterruptedException {
    try (Errands errands =
        Errands.at(
            shop.door().grpc(),
            shop.home().history(),
            "buyers",
            InstantSource.system(),
            run.seed())) {
      String product = productOf(errands.products());
      run.say(
          "filling %,d carts with %s, of which there are %d".formatted(wanted, product, PIECES));
      List<String> carts = errands.carts(wanted, product);
      run.say("all of them check out");
      List<Order> placed = errands.checkOutAtOnce(carts, true);
      Map<String, Integer> ends = new TreeMap<>();
      for (Order order : errands.decided(placed)) {
        ends.merge(endOf(order), 1, Integer::sum);
      }
      if (placed.size() < wanted) {
        ends.put("without an order", wanted - placed.size());
      }
      run.say("all are answered; asked again after: " + errands.failures());
      return ends;
    }
  }

  private static String endOf(Order order) {
    return order.getReason() == Order.Reason.REASON_UNSPECIFIED
        ? order.getState().name()
        : order.getState() + " " + order.getReason();
  }

  private static String productOf(List<Product> products) {
    return products.stream()
        .filter(product -> product.getAvailability().getQuantity() == PIECES)
        .map(Product::getId)
        .findFirst()
        .orElseThrow(() -> new LabException("no product has exactly " + PIECES + " pieces"));
  }
}
