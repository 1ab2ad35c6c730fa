// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.service.Money;
import souk.service.PostgresExtension;

class DemoLoaderTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension(CatalogStore.MIGRATIONS);

  private Jdbi jdbi;
  private CatalogStore store;

  @BeforeEach
  void empty() {
    jdbi = postgres.database().jdbi();
    store = new CatalogStore(jdbi);
    jdbi.useHandle(handle -> handle.execute("TRUNCATE product, loaded"));
  }

  private int count() {
    return jdbi.withHandle(
        handle -> handle.createQuery("SELECT count(*) FROM product").mapTo(Integer.class).one());
  }

  @Test
  void loadOnce_intoAnEmptyDatabase_storesWhatWasMadeUp() {
    new DemoLoader(jdbi).loadOnce();
    assertThat(count()).isEqualTo(2_000);
    Product made = DemoCatalogue.products().get(41);
    assertThat(store.get("sku-0042")).contains(made);
  }

  @Test
  void loadOnce_byFourAtOnce_loadsOnce() throws Exception {
    CyclicBarrier start = new CyclicBarrier(4);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> loads =
          threads.invokeAll(
              Collections.nCopies(
                  4,
                  () -> {
                    // With a connection in hand, so that the pool has one for each from here on.
                    jdbi.useHandle(handle -> handle.inTransaction(any -> start.await()));
                    new DemoLoader(jdbi).loadOnce();
                    // Nobody goes on to serve before the products are there.
                    assertThat(count()).isEqualTo(2_000);
                    return null;
                  }));
      for (Future<Void> load : loads) {
        load.get();
      }
    }
  }

  @Test
  void loadOnce_again_leavesPricesAndDeletionsAlone() {
    new DemoLoader(jdbi).loadOnce();
    Money price = new Money(Catalog.CURRENCY, 123);
    store.setPrice("sku-0001", price);
    jdbi.useHandle(handle -> handle.execute("DELETE FROM product WHERE id = 'sku-0002'"));
    new DemoLoader(jdbi).loadOnce();
    assertThat(store.get("sku-0001").map(Product::price)).contains(price);
    assertThat(store.get("sku-0002")).isEmpty();
  }

  @Test
  void loadOnce_whereAProductHasSuchAnId_leavesItAlone() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO product (id, name, description, category, price_minor, currency,"
                    + " picture_uri) VALUES ('sku-0003', 'Ours', 'Ours.', 'own', 1, 'EUR', '/')"));
    new DemoLoader(jdbi).loadOnce();
    assertThat(count()).isEqualTo(2_000);
    assertThat(store.get("sku-0003").map(Product::name)).isEqualTo(Optional.of("Ours"));
  }
}
