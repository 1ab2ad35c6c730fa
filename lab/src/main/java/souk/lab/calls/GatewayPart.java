// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.time.Duration;
import java.util.List;
import souk.lab.experiment.OwnShop;

/** One of two gateways is killed, whose clients have connections to it. */
final class GatewayPart implements CallsPart {
  private static final int ONCE_MORE = 2;

  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public String summary() {
    return "kill -9 of one of two gateways at 1,000 requests a second, with clients who repeat once";
  }

  @Override
  public List<Figure> measure(CallsShops shops) throws Exception {
    OwnShop shop = shops.pairs();
    try (Browsers browsers = new Browsers(shop.door().grpc(), ONCE_MORE)) {
      Load load = Load.warm(browsers);
      shop.kill("gateway-1");
      Requests all = load.stopAfter(Duration.ofSeconds(5));
      shops.run().say("failures: " + all.failures());
      shop.start("gateway-1");
      return List.of(Figure.noneFailed("gateway killed: failed after one retry", all));
    }
  }
}
