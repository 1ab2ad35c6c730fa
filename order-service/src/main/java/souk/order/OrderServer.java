// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.MethodDescriptor;
import java.security.SecureRandom;
import souk.grpc.consul.ConsulAgent;
import souk.grpc.resilience.CallPriority;
import souk.grpc.resilience.LoadSheddingInterceptor;
import souk.order.mail.SmtpMails;
import souk.service.Database;
import souk.service.ServerConfig;
import souk.service.ServiceChannels;
import souk.service.ServiceMain;
import souk.service.ServiceServer;
import souk.service.Settings;
import souk.service.telemetry.Telemetry;

/** The order service's process. */
public final class OrderServer {
  private OrderServer() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(OrderServer::start);
  }

  /** Starts it by these settings, in whatever process. */
  public static ServiceServer start(Settings settings) {
    return start(settings, Parts::of);
  }

  static ServiceServer start(Settings settings, Parts.Maker maker) {
    ServerConfig server = ServerConfig.from("order", settings);
    OrderConfig config = OrderConfig.from(settings);
    ConsulAgent consul = settings.consul();
    settings.checkAllRead();
    Telemetry telemetry = server.telemetry(settings);
    Database database = Database.open(config.database(), "souk/order/db/migration", telemetry);
    ServiceChannels channels = new ServiceChannels("souk", consul, telemetry);
    Participants shop = participants(channels, config.deadlines());
    Parts parts = maker.make(server.instance(), config, database.jdbi(), shop);
    OrderEngine engine =
        OrderEngine.start(
            server.instance(),
            config,
            database.jdbi(),
            parts,
            new SmtpMails(config.mail().smtp(), System::nanoTime),
            new SecureRandom(),
            telemetry);
    ServiceServer.Builder builder =
        ServiceServer.newBuilder("souk", server)
            .telemetry(telemetry)
            .priorities(OrderServer::priorityOf)
            .discovery(consul)
            .store(database::isReachable)
            .beforeDraining(engine::leave)
            .closeAfterwards(database)
            .closeAfterwards(channels)
            .closeAfterwards(engine);
    engine.services().forEach(builder::service);
    return builder.start();
  }

  private static Participants participants(
      ServiceChannels channels, OrderConfig.Deadlines deadlines) {
    return new Participants(
        new CartClient(channels.toService("cart", deadlines.cart()), deadlines.cart()),
        new CatalogClient(channels.toService("catalog", deadlines.catalog()), deadlines.catalog()),
        new InventoryClient(
            channels.toService("inventory", deadlines.inventory()), deadlines.inventory()),
        new PaymentClient(channels.toService("payment", deadlines.payment()), deadlines.payment()));
  }

  private static CallPriority priorityOf(MethodDescriptor<?, ?> method) {
    return "Checkout".equals(method.getBareMethodName())
        ? CallPriority.HIGH
        : LoadSheddingInterceptor.byContract(method);
  }
}
