// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import io.grpc.BindableService;
import io.grpc.Channel;
import java.time.Clock;
import java.util.function.UnaryOperator;
import souk.grpc.consul.ConsulAgent;
import souk.service.ServerConfig;
import souk.service.ServiceChannels;
import souk.service.ServiceMain;
import souk.service.ServiceServer;
import souk.service.Settings;
import souk.service.telemetry.Telemetry;

/**
 * The gateway's process: two public ports, which it may share with other gateways of the machine,
 * and one of its own, where Consul asks for the health of just this one.
 */
public final class GatewayServer {
  private static final String DOMAIN = "souk";

  private GatewayServer() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(GatewayServer::start);
  }

  /** Starts it by these settings, in whatever process. */
  public static ServiceServer start(Settings settings) {
    return start(settings, shop -> shop);
  }

  static ServiceServer start(Settings settings, UnaryOperator<BindableService> around) {
    ServerConfig server = ServerConfig.from("gateway", settings);
    GatewayConfig config = GatewayConfig.from(settings);
    ConsulAgent consul = settings.consul();
    settings.checkAllRead();
    Telemetry telemetry = server.telemetry(settings);

    ServiceChannels channels = new ServiceChannels(DOMAIN, consul, server.maxCalls(), telemetry);
    Channel catalog = channels.toService("catalog", config.readBudget());
    Channel inventory = channels.toService("inventory", config.readBudget());
    Channel carts = channels.toService("cart", config.changeBudget());
    Channel orders = channels.toService("order", config.changeBudget());
    Products products =
        new Products(
            catalog, inventory, config, System::nanoTime, Clock.systemUTC(), telemetry.meter());
    ShopGrpcService shop =
        new ShopGrpcService(
            products, new PricedCarts(carts, catalog, products, config.priceDeadline()), orders);

    Fronts fronts = new Fronts(DOMAIN, server, config, around.apply(shop), orders, telemetry);
    return ServiceServer.newBuilder(DOMAIN, server)
        .telemetry(telemetry)
        .discovery(consul)
        .whenLeaving(fronts::leave)
        .closeAfterwards(channels)
        .closeAfterwards(fronts)
        .start();
  }
}
