// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.gateway;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ServerInterceptors;
import java.time.Clock;
import java.time.Duration;
import souk.bench.OneCore;
import souk.grpc.consul.ConsulAgent;
import souk.service.ServerConfig;
import souk.service.ServiceChannels;
import souk.service.ServiceMain;
import souk.service.ServiceServer;
import souk.service.Settings;

/**
 * The gateway on a core of its own that is {@link #EACH} busy with each call, without using any
 * CPU: one that can do so much and no more, on a machine where the load needs the CPU.
 */
public final class CappedGateway {
  private static final Duration EACH = Duration.ofMillis(5);
  private static final String DOMAIN = "souk";

  private CappedGateway() {}

  public static void main(String[] args) throws InterruptedException {
    OneCore.forAllVirtualThreads();
    ServiceMain.run(CappedGateway::start);
  }

  private static ServiceServer start(Settings settings) {
    ServerConfig server = ServerConfig.from("gateway", settings);
    GatewayConfig config = GatewayConfig.from(settings);
    ConsulAgent consul = settings.consul();
    settings.checkAllRead();

    ServiceChannels channels = new ServiceChannels(DOMAIN, consul, server.maxCalls());
    Channel catalog = channels.toService("catalog", config.readBudget());
    Channel inventory = channels.toService("inventory", config.readBudget());
    Channel carts = channels.toService("cart", config.changeBudget());
    Channel orders = channels.toService("order", config.changeBudget());
    Products products =
        new Products(catalog, inventory, config, System::nanoTime, Clock.systemUTC());
    ShopGrpcService shop =
        new ShopGrpcService(
            products, new PricedCarts(carts, catalog, products, config.priceDeadline()), orders);
    OneCore core = new OneCore(EACH);
    BindableService capped = () -> ServerInterceptors.intercept(shop, core);

    Fronts fronts = new Fronts(DOMAIN, server, config, capped, orders);
    return ServiceServer.newBuilder(DOMAIN, server)
        .discovery(consul)
        .whenLeaving(fronts::leave)
        .closeAfterwards(channels)
        .closeAfterwards(fronts)
        .start();
  }
}
