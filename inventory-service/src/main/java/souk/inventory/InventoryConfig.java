// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import souk.service.Database;
import souk.service.Settings;

/**
 * What the server is told besides what all servers are.
 *
 * @param demoStock whether the demo shop's opening stock is loaded
 */
record InventoryConfig(Database.Config database, boolean demoStock) {
  static InventoryConfig from(Settings settings) {
    return new InventoryConfig(
        Database.Config.from(settings), settings.flag("SOUK_INVENTORY_DEMO_STOCK", true));
  }
}
