// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import souk.lab.experiment.OwnShop;
import souk.v1.CheckoutRequest;

/**
 * Twice as much is asked of a gateway as it can do. It is one whose every call holds its only core
 * for a fixed time without using it, so that the load has a CPU of its own.
 */
final class OverloadPart implements CallsPart {
  private static final int AT_ONCE = 8;
  private static final int CHECKOUTS_PER_SECOND = 10;

  /** With checkouts: compiling their code would take the CPU that the gateway is to have. */
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  private static final Duration TO_SETTLE = Duration.ofSeconds(10);
  private static final Duration EACH = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public String summary() {
    return "twice the capacity of a gateway offered, checkouts among it";
  }

  private static List<CheckoutRequest> carts(ManagedChannel channel, Duration time)
      throws InterruptedException {
    return Checkouts.fill(channel, (int) time.toSeconds() * CHECKOUTS_PER_SECOND);
  }

  @Override
  public List<Figure> measure(CallsShops shops) throws Exception {
    OwnShop shop = shops.capped();
    ManagedChannel channel = shop.channel();
    try (Browsers browsers = new Browsers(shop.door().grpc(), 1)) {
      List<CheckoutRequest> first = carts(channel, WARM_UP);
      try (Checkouts warming = new Checkouts(channel, first, CHECKOUTS_PER_SECOND)) {
        browsers.asFastAsItGoes(AT_ONCE, WARM_UP);
        shops.run().say("warm, with %d checkouts".formatted(warming.stop().count()));
      }
      List<CheckoutRequest> carts = carts(channel, TO_SETTLE.plus(EACH));
      double capacity =
          browsers.asFastAsItGoes(AT_ONCE, EACH).succeeded() / (EACH.toMillis() / 1e3);
      int browsing = (int) (2 * capacity) - CHECKOUTS_PER_SECOND;
      Requests looked;
      Requests bought;
      try (Checkouts checkouts = new Checkouts(channel, carts, CHECKOUTS_PER_SECOND)) {
        long begin = System.nanoTime();
        Requests all = browsers.atRate(browsing, TO_SETTLE.plus(EACH));
        looked = all.during(begin + TO_SETTLE.toNanos(), EACH);
        bought = checkouts.stop().during(begin + TO_SETTLE.toNanos(), EACH);
      }
      shops.run().say("browsing refused: " + looked.failures());
      shops
          .run()
          .say("checkouts: p99 %.0f ms, %s".formatted(bought.millis(0.99), bought.failures()));
      double goodput = (looked.succeeded() + bought.succeeded()) / (EACH.toMillis() / 1e3);
      return List.of(
          Figure.atLeast(
              "twice the capacity: answered, to capacity",
              goodput / capacity,
              Figure.number(capacity, "/s"),
              0.9,
              ""),
          new Figure(
              "twice the capacity: checkouts answered",
              Figure.number(100.0 * bought.succeeded() / Math.max(1, bought.count()), "%"),
              Figure.number(100.0 * looked.succeeded() / Math.max(1, looked.count()), "%"),
              ">= 99 %",
              bought.count() > 0 && bought.failed() * 100 <= bought.count()));
    } finally {
      channel.shutdownNow();
    }
  }
}
