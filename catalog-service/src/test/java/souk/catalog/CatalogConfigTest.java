// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import souk.service.Settings;

class CatalogConfigTest {
  private static final Map<String, String> DATABASE =
      Map.of(
          "SOUK_DB_URL", "jdbc:postgresql://127.0.0.1:5432/catalog",
          "SOUK_DB_USER", "catalog",
          "SOUK_DB_PASSWORD", "secret");

  @Test
  void from_onlyADatabase_hasTheDefaults() {
    Settings settings = new Settings(DATABASE);
    CatalogConfig config = CatalogConfig.from(settings);
    settings.checkAllRead();
    assertThat(config.demoProducts()).isTrue();
    assertThat(config.database().user()).isEqualTo("catalog");
    assertThat(config.toString()).doesNotContain("secret");
  }

  @Test
  void from_everySetting_isWhatItSays() {
    Map<String, String> environment = new HashMap<>(DATABASE);
    environment.put("SOUK_CATALOG_DEMO_PRODUCTS", "false");
    Settings settings = new Settings(environment);
    assertThat(CatalogConfig.from(settings).demoProducts()).isFalse();
    settings.checkAllRead();
  }
}
