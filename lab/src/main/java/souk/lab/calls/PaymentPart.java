// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import souk.lab.experiment.OwnShop;
import souk.lab.process.LabException;

/** All of payment stands still while some check out; who only looks around notices nothing. */
final class PaymentPart implements CallsPart {
  private static final int PAIRS = 5;
  private static final int AT_ONCE = 8;
  private static final int CHECKOUTS_PER_SECOND = 5;
  private static final Duration EACH = Duration.ofSeconds(6);
  private static final Duration SETTLE = Duration.ofSeconds(2);

  /** Nearly half of the checkouts come while payment stands still, and wait for it. */
  private static final double HELD_UP_MILLIS = 500;

  private static final Duration WARM_UP = Duration.ofSeconds(15);

  @Override
  public String name() {
    return "payment";
  }

  @Override
  public String summary() {
    return "all of payment stopped under browsing and checkouts";
  }

  @Override
  public List<Figure> measure(CallsShops shops) throws Exception {
    OwnShop shop = shops.pairs();
    ManagedChannel channel = shop.channel();
    int seconds = (int) (EACH.plus(SETTLE).toSeconds() * 2 * PAIRS + WARM_UP.toSeconds() + 30);
    try (Browsers browsers = new Browsers(shop.door().grpc(), 1);
        Checkouts checkouts =
            new Checkouts(
                channel,
                Checkouts.fill(channel, seconds * CHECKOUTS_PER_SECOND),
                CHECKOUTS_PER_SECOND)) {
      browsers.asFastAsItGoes(AT_ONCE, WARM_UP);
      List<Double> throughput = new ArrayList<>();
      List<Double> latency = new ArrayList<>();
      List<Double> before = new ArrayList<>();
      List<Double> beforeLatency = new ArrayList<>();
      long failed = 0;
      for (int i = 1; i <= PAIRS; i++) {
        Requests well = browsers.asFastAsItGoes(AT_ONCE, EACH);
        shop.pause("payment");
        Load.pause(SETTLE);
        Requests away = browsers.asFastAsItGoes(AT_ONCE, EACH);
        shop.resume("payment");
        Load.pause(SETTLE);
        throughput.add((double) away.succeeded() / well.succeeded());
        latency.add(away.millis(0.99) / well.millis(0.99));
        before.add(well.succeeded() / (EACH.toMillis() / 1e3));
        beforeLatency.add(well.millis(0.99));
        failed += away.failed();
      }
      Requests bought = checkouts.stop();
      if (bought.millis(0.9) < HELD_UP_MILLIS) {
        throw new LabException("no checkout noticed that payment was stopped");
      }
      shops.run().say("checkouts: %,d, failed %s".formatted(bought.count(), bought.failures()));
      return List.of(
          new Figure(
              "payment stopped: failed browsing requests",
              "%,d".formatted(failed),
              "-",
              "0",
              failed == 0),
          Figure.atLeast(
              "payment stopped: throughput of browsing to before",
              Median.of(throughput),
              Figure.number(Median.of(before), "/s"),
              0.8,
              ""),
          Figure.atMost(
              "payment stopped: p99 of browsing to before",
              Median.of(latency),
              Figure.number(Median.of(beforeLatency), "ms"),
              1.2,
              ""));
    } finally {
      channel.shutdownNow();
    }
  }
}
