// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.catalog.Page.Position;
import souk.service.Money;

/** What can be asked of the catalogue and done to it. Blocks on the store. Thread-safe. */
final class Catalog {
  /** All prices are in this one currency. */
  static final Currency CURRENCY = Currency.getInstance("EUR");

  static final int MAX_PAGE_SIZE = 100;
  static final int MAX_BATCH_SIZE = 100;
  static final Money MIN_PRICE = new Money(CURRENCY, 1);
  static final Money MAX_PRICE = new Money(CURRENCY, 100_000_000);

  private static final Logger log = LoggerFactory.getLogger(Catalog.class);

  private final CatalogStore store;

  Catalog(CatalogStore store) {
    this.store = store;
  }

  /**
   * A page of a listing. Who follows the pages sees every product once whose sort key stays as it
   * is meanwhile, whatever happens to the others.
   *
   * @param after a position of the same listing; empty for the first page
   */
  Page list(Listing listing, Optional<Position> after, int size) {
    return store.list(listing, after, checkedSize(size, MAX_PAGE_SIZE));
  }

  /**
   * A page of the products that match, best match first: a word counts most in the name, then in
   * the category, then in the description. Words that say nothing ("the") match nothing.
   *
   * @param words as a person types them, with "or", quotes and minus signs
   * @param after a position of the same search; empty for the first page
   */
  Page search(String words, Optional<Position> after, int size) {
    return store.search(words, after, checkedSize(size, MAX_PAGE_SIZE));
  }

  /** A product; empty when there is none of this id. */
  Optional<Product> get(String id) {
    return store.get(id);
  }

  /** The products that exist, in the order of the ids, as they were at one moment. */
  List<Product> batchGet(List<String> ids) {
    checkedSize(ids.size(), MAX_BATCH_SIZE);
    return store.batchGet(ids);
  }

  /** Whether a price is one that a product may have. */
  static boolean isPrice(Money price) {
    return price.currency().equals(CURRENCY)
        && price.compareTo(MIN_PRICE) >= 0
        && price.compareTo(MAX_PRICE) <= 0;
  }

  /**
   * Sets a product's price. Idempotent; of two at the same time, the later one stands.
   *
   * @return the product with it; empty when there is none of this id
   */
  Optional<Product> setPrice(String id, Money price) {
    if (!isPrice(price)) {
      throw new IllegalArgumentException("price: " + price);
    }
    Optional<Product> changed = store.setPrice(id, price);
    changed.ifPresent(product -> log.info("{} costs {} now", id, price));
    return changed;
  }

  private static int checkedSize(int size, int max) {
    if (size < 1 || size > max) {
      throw new IllegalArgumentException("size: " + size + " (expected: 1 to " + max + ")");
    }
    return size;
  }
}
