// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.gateway;

import io.grpc.Channel;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import souk.bench.BareServer;
import souk.service.Settings;
import souk.service.telemetry.Telemetry;

/**
 * The gateway's handlers and fan-out at a port, on plain channels to fixed addresses: nothing
 * before the handlers, nothing before the calls. It has products only.
 */
public final class BareGateway {
  private BareGateway() {}

  /**
   * Serves.
   *
   * @param args the ports: its own, the catalogue's, the inventory's
   */
  public static void main(String[] args) throws IOException {
    GatewayConfig config = GatewayConfig.from(new Settings(Map.copyOf(System.getenv())));
    Channel catalog = BareServer.channelTo(Integer.parseInt(args[1]));
    Channel inventory = BareServer.channelTo(Integer.parseInt(args[2]));
    Products products =
        new Products(
            catalog,
            inventory,
            config,
            System::nanoTime,
            Clock.systemUTC(),
            Telemetry.off().meter());
    PricedCarts noCarts = new PricedCarts(catalog, catalog, products, config.priceDeadline());
    BareServer.run(Integer.parseInt(args[0]), new ShopGrpcService(products, noCarts, catalog));
  }
}
