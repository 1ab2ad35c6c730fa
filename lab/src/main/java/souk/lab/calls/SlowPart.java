// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.time.Duration;
import java.util.List;
import souk.lab.experiment.OwnShop;

/** One of two catalogues takes twenty times as long as it did. */
final class SlowPart implements CallsPart {
  private static final int SLOWER = 20;
  private static final Duration TO_NOTICE = Duration.ofSeconds(2);

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public String summary() {
    return "one of two catalogues becomes 20 times slower at 1,000 requests a second";
  }

  @Override
  public List<Figure> measure(CallsShops shops) throws Exception {
    OwnShop shop = shops.pairs();
    InstanceMeter slow = InstanceMeter.of(shop.home(), "catalog-1");
    InstanceMeter other = InstanceMeter.of(shop.home(), "catalog-2");
    try (Browsers browsers = new Browsers(shop.door().grpc(), 1)) {
      Served start = Served.of(slow, other);
      Load load = Load.warm(browsers);
      Served before = Served.of(slow, other).since(start).mustBite();
      Duration usual = before.tookEach();
      slow.delay(usual.multipliedBy(SLOWER - 1));
      shops
          .run()
          .say("a call takes it %.2f ms; now 20 times that".formatted(usual.toNanos() / 1e6));
      Requests all;
      Served noticed;
      try {
        Load.pause(TO_NOTICE);
        Served from = Served.of(slow, other);
        all = load.stopAfter(Duration.ofSeconds(10));
        noticed = Served.of(slow, other).since(from);
      } finally {
        slow.delay(Duration.ZERO);
      }
      return List.of(
          Figure.noneFailed("slow catalogue: failed requests", all),
          new Figure(
              "slow catalogue: its share after 2 s",
              Figure.number(noticed.sharePercent(), "%"),
              Figure.number(before.sharePercent(), "%"),
              "< 5 %",
              noticed.sharePercent() < 5));
    }
  }
}
