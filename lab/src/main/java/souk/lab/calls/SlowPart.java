// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.io.IOException;
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
      Seen start = Seen.of(slow, other);
      Load load = Load.warm(browsers);
      Seen before = Seen.of(slow, other).since(start);
      Duration usual = before.tookEach();
      slow.delay(usual.multipliedBy(SLOWER - 1));
      shops
          .run()
          .say("a call takes it %.2f ms; now 20 times that".formatted(usual.toNanos() / 1e6));
      Requests all;
      Seen noticed;
      try {
        Load.pause(TO_NOTICE);
        Seen from = Seen.of(slow, other);
        all = load.stopAfter(Duration.ofSeconds(10));
        noticed = Seen.of(slow, other).since(from);
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

  /** What the slow one and the other have done. */
  private record Seen(long calls, Duration took, long others) {
    static Seen of(InstanceMeter slow, InstanceMeter other) throws IOException {
      return new Seen(slow.calls(), slow.took(), other.calls());
    }

    Seen since(Seen earlier) {
      return new Seen(calls - earlier.calls, took.minus(earlier.took), others - earlier.others);
    }

    Duration tookEach() {
      return took.dividedBy(Math.max(1, calls));
    }

    double sharePercent() {
      return 100.0 * calls / Math.max(1, calls + others);
    }
  }
}
