// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.inventory;

import java.io.IOException;
import java.util.Map;
import souk.bench.BareServer;
import souk.service.Database;
import souk.service.Settings;

/** The inventory's handlers and store at a port: no Consul, no interceptor, no bound. */
public final class BareInventory {
  private BareInventory() {}

  public static void main(String[] args) throws IOException {
    Settings settings = new Settings(Map.copyOf(System.getenv()));
    Database database =
        Database.open(Database.Config.from(settings), "souk/inventory/db/migration");
    BareServer.run(
        Integer.parseInt(args[0]),
        new InventoryGrpcService(new Inventory(new InventoryStore(database.jdbi()))));
  }
}
