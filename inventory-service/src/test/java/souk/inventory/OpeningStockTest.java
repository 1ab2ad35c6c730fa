// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.service.PostgresExtension;

class OpeningStockTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/inventory/db/migration");

  @Test
  void load_byInstancesThatStartTogether_deliversOnce() throws Exception {
    Inventory inventory = new Inventory(new InventoryStore(postgres.database().jdbi()));
    List<Callable<Void>> instances = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      instances.add(
          () -> {
            OpeningStock.load(inventory);
            return null;
          });
    }

    Crowd.call(instances);

    assertThat(inventory.onHand(List.of("sku-0001", "sku-0013", "sku-0042")))
        .isEqualTo(Map.of("sku-0001", 500L, "sku-0013", 0L, "sku-0042", 500L));
    assertThat(inventory.onHand(List.of("sku-0000", "sku-2000", "sku-2001")))
        .containsOnlyKeys("sku-2000");
    new StockAudit(postgres.database().jdbi()).assertConserved();
  }

  @Test
  void lines_areTheSameEachTimeAndBelievable() {
    List<Line> lines = OpeningStock.lines();

    assertThat(lines).isEqualTo(OpeningStock.lines()).hasSize(2_000);
    assertThat(lines.stream().filter(line -> line.quantity() == 0).count()).isBetween(60L, 100L);
    assertThat(lines).allMatch(line -> line.quantity() == 0 || line.quantity() >= 5);
    assertThat(lines).allMatch(line -> line.quantity() <= 500);
  }
}
