// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.service.PostgresExtension;

/** What the database itself refuses, whatever the code above it does. */
class StockSchemaTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/inventory/db/migration");

  @Test
  void stock_soldBelowZero_isRefused() {
    deliver("jar", 2);

    assertThatThrownBy(
            () -> execute("UPDATE stock SET on_hand = on_hand - 3, sold = sold + 3", "jar"))
        .hasMessageContaining("stock_never_negative");
  }

  @Test
  void stock_piecesLostOrMadeUp_isRefused() {
    deliver("lid", 2);

    for (String change : List.of("on_hand = on_hand - 1", "on_hand = on_hand + 1", "sold = 1")) {
      assertThatThrownBy(() -> execute("UPDATE stock SET " + change, "lid"))
          .as(change)
          .hasMessageContaining("stock_conserved");
    }
  }

  private static void deliver(String productId, long quantity) {
    new Inventory(new InventoryStore(postgres.database().jdbi()))
        .deliver("delivery of " + productId, new Lines(List.of(new Line(productId, quantity))));
  }

  private static void execute(String update, String productId) {
    postgres
        .database()
        .jdbi()
        .useHandle(handle -> handle.execute(update + " WHERE product_id = ?", productId));
  }
}
