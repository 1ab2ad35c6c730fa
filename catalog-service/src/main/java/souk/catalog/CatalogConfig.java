// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import souk.service.Database;
import souk.service.Settings;

/**
 * What this service is told.
 *
 * @param demoProducts whether an empty catalogue is filled with made-up products at the first start
 */
record CatalogConfig(Database.Config database, boolean demoProducts) {
  static CatalogConfig from(Settings settings) {
    return new CatalogConfig(
        Database.Config.from(settings), settings.flag("SOUK_CATALOG_DEMO_PRODUCTS", true));
  }
}
