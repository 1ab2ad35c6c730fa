// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.catalog;

import io.grpc.ServerInterceptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import souk.bench.Meter;
import souk.grpc.consul.ConsulAgent;
import souk.service.Database;
import souk.service.ServerConfig;
import souk.service.ServiceMain;
import souk.service.ServiceServer;
import souk.service.Settings;

/**
 * The catalogue with a meter just before its handlers, in the file {@code faults/INSTANCE.meter} of
 * the folder it runs in.
 */
public final class MeteredCatalog {
  private MeteredCatalog() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(MeteredCatalog::start);
  }

  private static ServiceServer start(Settings settings) {
    ServerConfig server = ServerConfig.from("catalog", settings);
    CatalogConfig config = CatalogConfig.from(settings);
    ConsulAgent consul = settings.consul();
    settings.checkAllRead();

    Database database = Database.open(config.database(), CatalogStore.MIGRATIONS);
    if (config.demoProducts()) {
      new DemoLoader(database.jdbi()).loadOnce();
    }
    CatalogGrpcService service =
        new CatalogGrpcService(new Catalog(new CatalogStore(database.jdbi())));
    Meter meter = meter(server.instance());
    return ServiceServer.newBuilder("souk", server)
        .service(() -> ServerInterceptors.intercept(service, meter))
        .store(database::isReachable)
        .discovery(consul)
        .closeAfterwards(database)
        .start();
  }

  private static Meter meter(String instance) {
    try {
      return Meter.in(Path.of("faults", instance + ".meter"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
