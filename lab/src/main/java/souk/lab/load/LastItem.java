// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.lab.audit.AuditReport;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Idea;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.experiment.Times;
import souk.lab.experiment.Verdict;
import souk.lab.part.ShopPlan;
import souk.lab.process.LabException;
import souk.v1.Order;
import souk.v1.Product;

/** Many buyers, few pieces, all at once. */
@Command
public final class LastItem implements Experiment {
  private static final int PIECES = 10;
  private static final int SHORT = 100;
  private static final int MOST = 5_000;
  private static final Duration QUIET = Duration.ofMinutes(1);

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
    return new Times(90, 60);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    int wanted = run.isShort() ? Math.min(SHORT, buyers) : buyers;
    if (wanted <= PIECES || wanted > MOST) {
      throw new LabException(
          "--buyers %d (expected: %d to %d)".formatted(wanted, PIECES + 1, MOST));
    }
    try (OwnShop shop = run.startShop(ShopPlan.plain())) {
      Map<String, Integer> ends = rush(run, shop, wanted);
      ends.forEach((end, count) -> run.print("  %-34s %,6d".formatted(end, count)));
      boolean exact =
          ends.equals(Map.of("CONFIRMED", PIECES, "REJECTED OUT_OF_STOCK", wanted - PIECES));
      AuditReport audit = shop.audit(QUIET);
      audit.violations().forEach(each -> run.print("  " + each));
      audit.notJudged().forEach(each -> run.print("  not judged: " + each));
      String line =
          "%,d buyers, %d pieces, %s; audit %s"
              .formatted(wanted, PIECES, exact ? PIECES + " sold" : ends, audit.verdict());
      if (exact && audit.verdict() == AuditReport.Verdict.CLEAN) {
        return Verdict.pass(line);
      }
      shop.keep();
      return Verdict.fail(line);
    }
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
