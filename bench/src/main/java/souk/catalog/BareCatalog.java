// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.catalog;

import java.io.IOException;
import java.util.Map;
import souk.bench.BareServer;
import souk.service.Database;
import souk.service.Settings;

/** The catalogue's handlers and store at a port: no Consul, no interceptor, no bound. */
public final class BareCatalog {
  private BareCatalog() {}

  public static void main(String[] args) throws IOException {
    Settings settings = new Settings(Map.copyOf(System.getenv()));
    Database database = Database.open(Database.Config.from(settings), CatalogStore.MIGRATIONS);
    BareServer.run(
        Integer.parseInt(args[0]),
        new CatalogGrpcService(new Catalog(new CatalogStore(database.jdbi()))));
  }
}
