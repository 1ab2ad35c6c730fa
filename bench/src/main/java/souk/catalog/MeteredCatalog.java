// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.catalog;

import io.grpc.ServerInterceptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import souk.bench.Meter;
import souk.service.ServerConfig;
import souk.service.ServiceMain;

/**
 * The catalogue with a meter just before its handlers, in the file {@code faults/INSTANCE.meter} of
 * the folder it runs in.
 */
public final class MeteredCatalog {
  private MeteredCatalog() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(
        settings -> {
          Meter meter = meter(ServerConfig.from("catalog", settings).instance());
          return CatalogServer.start(
              settings, service -> () -> ServerInterceptors.intercept(service, meter));
        });
  }

  private static Meter meter(String instance) {
    try {
      return Meter.in(Path.of("faults", instance + ".meter"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
