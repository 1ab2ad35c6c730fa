// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.service.PostgresExtension;

/**
 * Asks PostgreSQL how it would read each page: by an index that gives the order, not by sorting.
 */
class PageSqlTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension(CatalogStore.MIGRATIONS);

  @BeforeAll
  static void load() {
    // As PostgreSQL does by itself soon after so many inserts.
    new DemoLoader(postgres.database().jdbi()).loadOnce();
    postgres.database().jdbi().useHandle(handle -> handle.execute("VACUUM ANALYZE product"));
  }

  private static String plan(String sql, String category, String key) {
    return postgres
        .database()
        .jdbi()
        .withHandle(
            handle -> {
              var query = handle.createQuery("EXPLAIN " + sql).bind("limit", 21);
              if (sql.contains(":category")) {
                query.bind("category", category);
              }
              if (sql.contains(":key")) {
                query.bind("key", key).bind("id", "sku-1000");
              }
              if (sql.contains(":words")) {
                query.bind("words", "brass lamp");
              }
              return String.join("\n", query.mapTo(String.class).list());
            });
  }

  @ParameterizedTest
  @EnumSource
  void list_anyPage_readsAnIndexInOrder(ListOrder order) {
    String key = order.sortKey() == SortKey.PRICE ? "5990" : "Marrakech";
    for (String category : List.of("", "lamps")) {
      for (boolean continuation : List.of(false, true)) {
        String plan = plan(PageSql.list(new Listing(category, order), continuation), category, key);
        assertThat(plan).contains("using product_by_").doesNotContain("Seq Scan");
        // Descending lists sort the few of equal keys by id, nothing more.
        assertThat(plan.replace("Incremental Sort", "")).doesNotContain("Sort  ");
        if (continuation || !category.isEmpty()) {
          assertThat(plan).contains("Index Cond");
        }
      }
    }
  }

  @Test
  void search_anyPage_readsTheIndexOfWords() {
    assertThat(plan(PageSql.search(false), "", ""))
        .contains("Bitmap Index Scan on product_by_words");
    assertThat(plan(PageSql.search(true), "", "0.5"))
        .contains("Bitmap Index Scan on product_by_words");
  }
}
