// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import souk.grpc.consul.ConsulAgent;
import souk.service.Database;
import souk.service.ServerConfig;
import souk.service.ServiceMain;
import souk.service.ServiceServer;
import souk.service.Settings;

/** The catalogue's process. */
public final class CatalogServer {
  private CatalogServer() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(CatalogServer::start);
  }

  static ServiceServer start(Settings settings) {
    ServerConfig server = ServerConfig.from("catalog", settings);
    CatalogConfig config = CatalogConfig.from(settings);
    ConsulAgent consul = ConsulAgent.fromEnvironment(settings.environment());
    settings.checkAllRead();

    Database database = Database.open(config.database(), CatalogStore.MIGRATIONS);
    if (config.demoProducts()) {
      new DemoLoader(database.jdbi()).loadOnce();
    }
    Catalog catalog = new Catalog(new CatalogStore(database.jdbi()));
    return ServiceServer.newBuilder("souk", server)
        .service(new CatalogGrpcService(catalog))
        .store(database::isReachable)
        .discovery(consul)
        .closeAfterwards(database)
        .start();
  }
}
