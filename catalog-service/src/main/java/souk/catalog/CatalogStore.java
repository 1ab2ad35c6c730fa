// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import souk.catalog.Page.Position;
import souk.service.Money;

/** The products in PostgreSQL: one statement for each method. Blocks. Thread-safe. */
final class CatalogStore {
  static final String MIGRATIONS = "souk/catalog/db/migration";
  static final String COLUMNS =
      "id, name, description, category, price_minor, currency, picture_uri";

  private static final String GET = "SELECT " + COLUMNS + " FROM product WHERE id = :id";

  private static final String BATCH_GET =
      "SELECT "
          + COLUMNS
          + " FROM unnest(CAST(:ids AS text[])) WITH ORDINALITY AS wanted (id, place)"
          + " JOIN product USING (id) ORDER BY place";

  private static final String SET_PRICE =
      "UPDATE product SET price_minor = :price, currency = :currency WHERE id = :id RETURNING "
          + COLUMNS;

  private static final RowMapper<Product> TO_PRODUCT = CatalogStore::toProduct;

  private final Jdbi jdbi;

  CatalogStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  Optional<Product> get(String id) {
    return jdbi.withHandle(
        handle -> handle.createQuery(GET).bind("id", id).map(TO_PRODUCT).findOne());
  }

  /** The products that exist, in the order of the ids. */
  List<Product> batchGet(List<String> ids) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(BATCH_GET)
                .bindArray("ids", String.class, ids)
                .map(TO_PRODUCT)
                .list());
  }

  /** Sets a price; the product as it is then, empty when there is none. */
  Optional<Product> setPrice(String id, Money price) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SET_PRICE)
                .bind("id", id)
                .bind("price", price.minorUnits())
                .bind("currency", price.currency().getCurrencyCode())
                .map(TO_PRODUCT)
                .findOne());
  }

  /** A page of a listing, from its start or from a position of the listing's sort key. */
  Page list(Listing listing, Optional<Position> after, int size) {
    return jdbi.withHandle(
        handle -> {
          var query = handle.createQuery(PageSql.list(listing, after.isPresent()));
          if (listing.isOfOneCategory()) {
            query.bind("category", listing.category());
          }
          after.ifPresent(position -> query.bind("key", position.key()).bind("id", position.id()));
          return page(query.bind("limit", size + 1).map(Row::of).list(), size);
        });
  }

  /** A page of what matches, best match first, from the start or from a position of rank. */
  Page search(String words, Optional<Position> after, int size) {
    return jdbi.withHandle(
        handle -> {
          var query = handle.createQuery(PageSql.search(after.isPresent())).bind("words", words);
          after.ifPresent(position -> query.bind("key", position.key()).bind("id", position.id()));
          return page(query.bind("limit", size + 1).map(Row::of).list(), size);
        });
  }

  /** One row more than the page has was asked for: it tells whether there is a next page. */
  private static Page page(List<Row> rows, int size) {
    boolean isLast = rows.size() <= size;
    List<Row> shown = isLast ? rows : rows.subList(0, size);
    List<Product> products = shown.stream().map(Row::product).toList();
    return new Page(products, isLast ? Optional.empty() : Optional.of(shown.getLast().position()));
  }

  private static Product toProduct(ResultSet row, StatementContext context) throws SQLException {
    return new Product(
        row.getString("id"),
        row.getString("name"),
        row.getString("description"),
        row.getString("category"),
        new Money(Currency.getInstance(row.getString("currency")), row.getLong("price_minor")),
        row.getString("picture_uri"));
  }

  private record Row(Product product, Position position) {
    static Row of(ResultSet row, StatementContext context) throws SQLException {
      Product product = toProduct(row, context);
      return new Row(product, new Position(row.getString("key"), product.id()));
    }
  }
}
