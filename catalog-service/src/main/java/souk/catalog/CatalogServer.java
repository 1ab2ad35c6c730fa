// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import java.util.function.UnaryOperator;
import souk.grpc.consul.ConsulAgent;
import souk.grpc.resilience.CallPriority;
import souk.grpc.resilience.LoadSheddingInterceptor;
import souk.service.Database;
import souk.service.ServerConfig;
import souk.service.ServiceMain;
import souk.service.ServiceServer;
import souk.service.Settings;
import souk.service.telemetry.Telemetry;

/** The catalogue's process. */
public final class CatalogServer {
  private CatalogServer() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(CatalogServer::start);
  }

  /** Starts it by these settings, in whatever process. */
  public static ServiceServer start(Settings settings) {
    return start(settings, service -> service);
  }

  static ServiceServer start(Settings settings, UnaryOperator<BindableService> around) {
    ServerConfig server = ServerConfig.from("catalog", settings);
    CatalogConfig config = CatalogConfig.from(settings);
    ConsulAgent consul = settings.consul();
    settings.checkAllRead();
    Telemetry telemetry = server.telemetry(settings);

    Database database = Database.open(config.database(), CatalogStore.MIGRATIONS, telemetry);
    if (config.demoProducts()) {
      new DemoLoader(database.jdbi()).loadOnce();
    }
    Catalog catalog = new Catalog(new CatalogStore(database.jdbi()));
    return ServiceServer.newBuilder("souk", server)
        .telemetry(telemetry)
        .priorities(CatalogServer::priorityOf)
        .service(around.apply(new CatalogGrpcService(catalog)))
        .store(database::isReachable)
        .discovery(consul)
        .closeAfterwards(database)
        .start();
  }

  /** Checkouts and carts are priced by the batch; who looks around can wait. */
  private static CallPriority priorityOf(MethodDescriptor<?, ?> method) {
    return "BatchGetProducts".equals(method.getBareMethodName())
        ? CallPriority.HIGH
        : LoadSheddingInterceptor.byContract(method);
  }
}
