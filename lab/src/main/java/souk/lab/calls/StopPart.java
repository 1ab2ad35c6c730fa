// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.time.Duration;
import java.util.List;
import souk.lab.experiment.OwnShop;
import souk.lab.process.LabException;

/** One of two catalogues stands still under load, which no closed connection tells. */
final class StopPart implements CallsPart {
  /** A request that lasts so long has met it. */
  private static final Duration MET = Duration.ofMillis(400);

  @Override
  public String name() {
    return "stop";
  }

  @Override
  public String summary() {
    return "SIGSTOP of one of two catalogues at 1,000 requests a second";
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
      long stopped = System.nanoTime();
      shop.pause("catalog-1");
      Requests all = load.stopAfter(Duration.ofSeconds(10));
      shops.run().say("failures: " + all.failures());
      shop.resume("catalog-1");
      Duration affected = all.affectedFor(stopped, MET);
      if (affected.isZero()) {
        throw new LabException("no request met the catalogue that stood still");
      }
      Load.pause(Duration.ofSeconds(5));
      return List.of(
          Figure.noneFailed("catalogue stopped: failed requests", all),
          Figure.atMost(
              "catalogue stopped: out of rotation after", affected.toMillis() / 1e3, "-", 2, "s"));
    }
  }
}
