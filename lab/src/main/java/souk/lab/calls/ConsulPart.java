// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.time.Duration;
import java.util.List;
import souk.lab.experiment.OwnShop;

/** Consul is away, and those who know each other go on. */
final class ConsulPart implements CallsPart {
  private static final Duration AWAY = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "consul";
  }

  @Override
  public String summary() {
    return "Consul stopped for 2 minutes at 1,000 requests a second";
  }

  @Override
  public List<Figure> measure(CallsShops shops) throws Exception {
    OwnShop shop = shops.pairs();
    try (Browsers browsers = new Browsers(shop.door().grpc(), 1)) {
      Load load = Load.warm(browsers);
      shop.stop("consul");
      Load.pause(AWAY);
      shop.start("consul");
      Requests all = load.stopAfter(Duration.ofSeconds(5));
      shops.run().say("failures: " + all.failures());
      return List.of(Figure.noneFailed("Consul stopped for 2 minutes: failed requests", all));
    }
  }
}
