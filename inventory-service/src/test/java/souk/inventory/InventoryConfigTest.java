// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import souk.service.SettingException;
import souk.service.Settings;

class InventoryConfigTest {
  private static final Map<String, String> NEEDED =
      Map.of(
          "SOUK_DB_URL", "jdbc:postgresql://localhost/inventory",
          "SOUK_DB_USER", "inventory",
          "SOUK_DB_PASSWORD", "secret");

  @Test
  void from_nothingElseSet_loadsTheDemoStock() {
    assertThat(InventoryConfig.from(new Settings(NEEDED)).demoStock()).isTrue();
  }

  @Test
  void from_demoStockOff_isOff() {
    assertThat(InventoryConfig.from(with("false")).demoStock()).isFalse();
  }

  @Test
  void from_demoStockNeither_isRefused() {
    assertThatThrownBy(() -> InventoryConfig.from(with("yes")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_INVENTORY_DEMO_STOCK=yes");
  }

  private static Settings with(String demoStock) {
    Map<String, String> environment = new HashMap<>(NEEDED);
    environment.put("SOUK_INVENTORY_DEMO_STOCK", demoStock);
    return new Settings(environment);
  }
}
