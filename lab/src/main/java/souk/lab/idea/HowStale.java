// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import com.google.type.Money;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Command;
import souk.catalog.v1.CatalogGrpc;
import souk.catalog.v1.SetPriceRequest;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Idea;
import souk.lab.experiment.Run;
import souk.lab.experiment.Stage;
import souk.lab.experiment.Times;
import souk.lab.experiment.Trial;
import souk.lab.experiment.Verdict;
import souk.lab.load.Errands;
import souk.lab.part.ShopPlan;
import souk.v1.Order;
import souk.v1.Product;

/** How old a price may be that a shopper sees, and that none pays. */
@Command
public final class HowStale implements Experiment {
  private static final Design DESIGN =
      Design.of(
              "a price that was changed is shown by every gateway within the documented 5 s, and paid at once",
              "one product, asked for by several connections again and again",
              "its price changes in the catalogue")
          .abortedWhen(Design.Abort.BY_HAND);

  private static final int CHANGES = 8;
  private static final int SHORT_CHANGES = 3;
  private static final int ENOUGH = 5;
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  /** What is documented, and the time that a look takes. */
  private static final double BOUND_MILLIS = 5_500;

  /** What became of one change: when the old price was last shown, and looks without an answer. */
  private record Seen(double lastMillis, int unanswered) {}

  @Override
  public String name() {
    return "how-stale";
  }

  @Override
  public String summary() {
    return "prices change; how long the old one is shown, and that the new one is paid at once";
  }

  @Override
  public Idea idea() {
    return Idea.CONSISTENCY;
  }

  @Override
  public Times times() {
    return new Times(90, 35);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN)
        .on(ShopPlan.plain().withOneOfEachBut("gateway", "catalog"))
        .play(this::play);
  }

  private void play(Stage stage) throws Exception {
    String productId = stage.crowd().goods().plenty().getFirst();
    int changes = stage.run().isShort() ? SHORT_CHANGES : CHANGES;
    double longest = 0;
    int paidOld = 0;
    int unanswered = 0;
    int asked = 0;
    String address = stage.shop().part(stage.shop().instancesOf("catalog").getFirst()).address();
    ManagedChannel catalog = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try (Looks looks = new Looks(stage.shop());
        Errands errands =
            Errands.at(
                stage.shop().door().grpc(),
                stage.shop().home().history(),
                "prices",
                InstantSource.system(),
                stage.run().seed())) {
      for (int i = 0; i < changes; i++) {
        looks.everywhere(productId);
        List<String> cart = errands.carts(1, productId);
        Money price = higher(looks.product(productId).getPrice());
        long changed = set(catalog, productId, price);
        for (Order order : errands.checkOutAtOnce(cart, true)) {
          asked++;
          paidOld += order.getTotal().equals(price) ? 0 : 1;
        }
        Seen seen = untilShown(stage, looks, productId, price, changed);
        longest = Math.max(longest, seen.lastMillis());
        unanswered += seen.unanswered();
      }
    } finally {
      catalog.shutdownNow();
    }
    stage.check(Check.exactly("price changes, each followed by an order", asked, changes));
    stage.check(Check.exactly("looks not answered", unanswered, 0));
    stage.check(Check.exactly("orders at the old price", paidOld, 0));
    stage.check(
        Check.atMost("an old price was shown at most so long", longest, BOUND_MILLIS, "ms"));
    stage.check(Check.atLeast("and at least so long, or there is no cache", longest, 100, "ms"));
  }

  private static long set(ManagedChannel catalog, String productId, Money price) {
    CatalogGrpc.newBlockingStub(catalog)
        .withDeadlineAfter(DEADLINE)
        .setPrice(SetPriceRequest.newBuilder().setProductId(productId).setPrice(price).build());
    return System.nanoTime();
  }

  /** Looks until all show the new price, some times in a row. */
  private static Seen untilShown(
      Stage stage, Looks looks, String productId, Money price, long changed)
      throws InterruptedException {
    double last = 0;
    long end = changed + PATIENCE.toNanos();
    int unanimous = 0;
    int unanswered = 0;
    while (unanimous < ENOUGH && System.nanoTime() < end) {
      double now = (System.nanoTime() - changed) / 1e6;
      List<Product> shown = looks.everywhere(productId);
      unanswered += Looks.CONNECTIONS - shown.size();
      // Who gave no answer may have shown anything.
      boolean isNew =
          shown.size() == Looks.CONNECTIONS
              && shown.stream().allMatch(product -> product.getPrice().equals(price));
      last = isNew ? last : now;
      unanimous = isNew ? unanimous + 1 : 0;
      stage.watch("between two looks", BETWEEN_LOOKS);
    }
    return new Seen(last, unanswered);
  }

  private static Money higher(Money price) {
    return price.toBuilder().setUnits(price.getUnits() + 1).build();
  }
}
