// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import souk.grpc.consul.ConsulAgent;
import souk.service.Database;
import souk.service.ServerConfig;
import souk.service.ServiceMain;
import souk.service.ServiceServer;
import souk.service.Settings;
import souk.service.telemetry.Telemetry;

/** The inventory's process. */
public final class InventoryServer {
  private InventoryServer() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(InventoryServer::start);
  }

  /** Starts it by these settings, in whatever process. */
  public static ServiceServer start(Settings settings) {
    ServerConfig server = ServerConfig.from("inventory", settings);
    InventoryConfig config = InventoryConfig.from(settings);
    ConsulAgent consul = settings.consul();
    settings.checkAllRead();
    Telemetry telemetry = server.telemetry(settings);
    Database database = Database.open(config.database(), "souk/inventory/db/migration", telemetry);
    Inventory inventory = new Inventory(new InventoryStore(database.jdbi()));
    if (config.demoStock()) {
      OpeningStock.load(inventory);
    }
    return ServiceServer.newBuilder("souk", server)
        .telemetry(telemetry)
        .discovery(consul)
        .store(database::isReachable)
        .service(new InventoryGrpcService(inventory))
        .closeAfterwards(database)
        .start();
  }
}
