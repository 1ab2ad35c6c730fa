// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the made-up products once in a database's life. Instances that start together wait for the
 * first; what was changed or deleted since stays so.
 */
final class DemoLoader {
  private static final Logger log = LoggerFactory.getLogger(DemoLoader.class);

  private static final String MARKER = "demo-products";
  private static final int PRODUCTS_A_STATEMENT = 500;

  private static final String IS_LOADED = "SELECT EXISTS (SELECT 1 FROM loaded WHERE name = :name)";

  /** Waits while another transaction inserts the same marker; 0 rows when that one commits. */
  private static final String MARK =
      "INSERT INTO loaded (name) VALUES (:name) ON CONFLICT (name) DO NOTHING";

  /** Products that the shop has under these ids are its own. */
  private static final String INSERT =
      """
      INSERT INTO product (id, name, description, category, price_minor, currency, picture_uri)
      SELECT *
      FROM unnest(
          CAST(:ids AS text[]), CAST(:names AS text[]), CAST(:descriptions AS text[]),
          CAST(:categories AS text[]), CAST(:prices AS bigint[]), CAST(:currencies AS text[]),
          CAST(:pictures AS text[]))
      ON CONFLICT (id) DO NOTHING
      """;

  private final Jdbi jdbi;

  DemoLoader(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Loads unless that was done before. Idempotent; of several at once, one loads. */
  void loadOnce() {
    if (jdbi.withHandle(
        handle -> handle.createQuery(IS_LOADED).bind("name", MARKER).mapTo(Boolean.class).one())) {
      return;
    }
    // Made before the transaction begins, so that others wait for the inserts only.
    List<Product> products = DemoCatalogue.products();
    boolean isLoader =
        jdbi.inTransaction(
            handle -> {
              // Longer than a call may wait, shorter than the connection's own limit.
              handle.execute("SET LOCAL lock_timeout = '8s'");
              handle.execute("SET LOCAL statement_timeout = '9s'");
              if (handle.createUpdate(MARK).bind("name", MARKER).execute() == 0) {
                return false;
              }
              for (int i = 0; i < products.size(); i += PRODUCTS_A_STATEMENT) {
                int end = Math.min(i + PRODUCTS_A_STATEMENT, products.size());
                insert(handle, products.subList(i, end));
              }
              return true;
            });
    if (isLoader) {
      log.info("loaded {} demo products", products.size());
    }
  }

  private static void insert(Handle handle, List<Product> products) {
    handle
        .createUpdate(INSERT)
        .bindArray("ids", String.class, products.stream().map(Product::id).toList())
        .bindArray("names", String.class, products.stream().map(Product::name).toList())
        .bindArray(
            "descriptions", String.class, products.stream().map(Product::description).toList())
        .bindArray("categories", String.class, products.stream().map(Product::category).toList())
        .bindArray(
            "prices", Long.class, products.stream().map(p -> p.price().minorUnits()).toList())
        .bindArray(
            "currencies",
            String.class,
            products.stream().map(p -> p.price().currency().getCurrencyCode()).toList())
        .bindArray("pictures", String.class, products.stream().map(Product::pictureUri).toList())
        .execute();
  }
}
