// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.time.Duration;
import java.util.List;
import souk.lab.experiment.OwnShop;

/** One of two catalogues is killed under load. */
final class KillPart implements CallsPart {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "kill";
  }

  @Override
  public String summary() {
    return "kill -9 of one of two catalogues at 1,000 requests a second";
  }

  @Override
  public List<Figure> measure(CallsShops shops) throws Exception {
    OwnShop shop = shops.pairs();
    InstanceMeter one = InstanceMeter.of(shop.home(), "catalog-1");
    InstanceMeter other = InstanceMeter.of(shop.home(), "catalog-2");
    try (Browsers browsers = new Browsers(shop.door().grpc(), 1)) {
      Served start = Served.of(one, other);
      Load load = Load.warm(browsers);
      Served.of(one, other).since(start).mustBite();
      long killed = System.nanoTime();
      shop.kill("catalog-1");
      Requests all = load.stopAfter(Duration.ofSeconds(10));
      shops.run().say("failures: " + all.failures());
      shop.start("catalog-1");
      Requests before = all.during(killed - SECOND.toNanos(), SECOND);
      return List.of(
          Figure.noneFailed("catalogue killed: failed requests", all),
          Figure.atMost(
              "catalogue killed: p99.9 in that second",
              all.during(killed, SECOND).millis(0.999),
              Figure.number(before.millis(0.999), "ms"),
              250,
              "ms"));
    }
  }
}
