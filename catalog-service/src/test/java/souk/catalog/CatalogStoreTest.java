// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.catalog.Page.Position;
import souk.service.Money;
import souk.service.PostgresExtension;

class CatalogStoreTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension(CatalogStore.MIGRATIONS);

  private static CatalogStore store;

  @BeforeAll
  static void load() {
    new DemoLoader(postgres.database().jdbi()).loadOnce();
    store = new CatalogStore(postgres.database().jdbi());
    postgres.database().jdbi().useHandle(handle -> handle.execute("ANALYZE product"));
  }

  private static List<Product> all() {
    return postgres
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle.createQuery("SELECT id FROM product").mapTo(String.class).stream()
                    .map(id -> store.get(id).orElseThrow())
                    .toList());
  }

  /** All products of a listing, page by page, doing something between the pages. */
  private static List<Product> walk(Listing listing, int size, Runnable between) {
    List<Product> seen = new ArrayList<>();
    Optional<Position> position = Optional.empty();
    do {
      Page page = store.list(listing, position, size);
      seen.addAll(page.products());
      position = page.next();
      assertThat(page.products().size()).isLessThanOrEqualTo(size);
      assertThat(seen.size()).as("an end to the pages").isLessThan(5_000);
      between.run();
    } while (position.isPresent());
    return seen;
  }

  private static Comparator<Product> comparator(ListOrder order) {
    Comparator<Product> first =
        switch (order) {
          case NAME -> Comparator.comparing(Product::name);
          case NAME_DESCENDING -> Comparator.comparing(Product::name).reversed();
          case PRICE -> Comparator.comparing(Product::price);
          case PRICE_DESCENDING -> Comparator.comparing(Product::price).reversed();
        };
    return first.thenComparing(Product::id);
  }

  @ParameterizedTest
  @EnumSource
  void list_everyPage_isEveryProductOnceInOrder(ListOrder order) {
    List<Product> expected = all().stream().sorted(comparator(order)).toList();
    assertThat(expected).hasSize(2_000);
    assertThat(walk(new Listing("", order), 100, () -> {})).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void list_ofACategory_isItsProductsOnceInOrder(ListOrder order) {
    List<Product> expected =
        all().stream()
            .filter(product -> product.category().equals("tea"))
            .sorted(comparator(order))
            .toList();
    assertThat(expected).hasSize(130);
    assertThat(walk(new Listing("tea", order), 7, () -> {})).isEqualTo(expected);
    // A page that ends with the list says so.
    assertThat(store.list(new Listing("tea", order), Optional.empty(), 130).next()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void list_whilePricesChange_showsEachThatStaysOnce(ListOrder order) {
    Listing listing = new Listing("", order);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    // Ids that end in 7 are given other prices all the time.
    Runnable change =
        () -> {
          String id = "sku-%03d7".formatted(random.nextInt(200));
          assertThat(store.setPrice(id, new Money(Catalog.CURRENCY, random.nextInt(1, 300_000))))
              .isPresent();
        };
    List<String> seen = walk(listing, 25, change).stream().map(Product::id).toList();
    boolean isByName = order.sortKey() == SortKey.NAME;
    List<String> stayed = seen.stream().filter(id -> isByName || !id.endsWith("7")).toList();
    assertThat(stayed).doesNotHaveDuplicates().hasSize(isByName ? 2_000 : 1_800);
  }

  @Test
  void list_anUnknownCategory_isAnEmptyPage() {
    assertThat(store.list(new Listing("boats", ListOrder.NAME), Optional.empty(), 10))
        .isEqualTo(new Page(List.of(), Optional.empty()));
  }

  @Test
  void batchGet_someUnknown_givesTheOthersInTheOrderAsked() {
    assertThat(store.batchGet(List.of("sku-1999", "sku-9999", "sku-0003", "sku-0500")))
        .extracting(Product::id)
        .containsExactly("sku-1999", "sku-0003", "sku-0500");
  }

  @Test
  void setPrice_ofAProduct_changesNothingElse() {
    Product before = store.get("sku-0100").orElseThrow();
    Money price = new Money(Catalog.CURRENCY, 4_242);
    Product after = store.setPrice("sku-0100", price).orElseThrow();
    assertThat(after)
        .isEqualTo(
            new Product(
                before.id(),
                before.name(),
                before.description(),
                before.category(),
                price,
                before.pictureUri()));
    assertThat(store.get("sku-0100")).contains(after);
    assertThat(store.setPrice("sku-9999", price)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "brass lamp, lamps",
    "lanterns, lamps",
    "\"prayer rug\", rugs",
    "darbuka, musical-instruments",
    "oud or qanun, musical-instruments",
    "brass lam, lamps",
    "darbu, musical-instruments",
    "\"prayer ru, rugs"
  })
  void search_byWords_findsFirstWhatIsMeant(String words, String category) {
    List<Product> found = store.search(words, Optional.empty(), 10).products();
    assertThat(found).isNotEmpty().extracting(Product::category).containsOnly(category);
  }

  @Test
  void search_withMinusAndQuotes_obeysThem() {
    assertThat(searchAll("lamp -brass"))
        .isNotEmpty()
        .noneMatch(product -> product.description().contains("brass"));
    assertThat(searchAll("\"olive wood\""))
        .isNotEmpty()
        .allMatch(product -> product.description().contains("olive wood"));
  }

  @Test
  void search_wordThatOthersBeginWith_findsItselfFirst() {
    insert("rank-1", "Zitherette", "A thing.", "things");
    insert("rank-2", "Plain Thing", "A thing that has a zither on it.", "things");
    try {
      assertThat(searchAll("zither")).extracting(Product::id).containsExactly("rank-2", "rank-1");
      assertThat(searchAll("zitheret")).extracting(Product::id).containsExactly("rank-1");
      assertThat(searchAll("thing -zither")).extracting(Product::id).containsExactly("rank-1");
    } finally {
      removeInserted();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"lamp -\"olive wood\" the", "lamp -olive-wood", "lamp -olive the", "a", "é"})
  void search_whateverEndsIt_isAnswered(String words) {
    assertThat(store.search(words, Optional.empty(), 10)).isNotNull();
  }

  @Test
  void search_nameThenCategoryThenDescription_inThisOrder() {
    insert("rank-1", "Plain Thing", "A thing that has a zither on it.", "things");
    insert("rank-2", "Plain Thing Two", "A thing.", "zither");
    insert("rank-3", "Zither", "A thing.", "things");
    try {
      assertThat(store.search("zithers", Optional.empty(), 10).products())
          .extracting(Product::id)
          .containsExactly("rank-3", "rank-2", "rank-1");
    } finally {
      removeInserted();
    }
  }

  private static void removeInserted() {
    postgres
        .database()
        .jdbi()
        .useHandle(handle -> handle.execute("DELETE FROM product WHERE id LIKE 'rank-%'"));
  }

  private static void insert(String id, String name, String description, String category) {
    postgres
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "INSERT INTO product (id, name, description, category, price_minor, currency,"
                        + " picture_uri) VALUES (?, ?, ?, ?, 1, 'EUR', '/')",
                    id,
                    name,
                    description,
                    category));
  }

  private static List<Product> searchAll(String words) {
    List<Product> seen = new ArrayList<>();
    Optional<Position> position = Optional.empty();
    do {
      Page page = store.search(words, position, 10);
      seen.addAll(page.products());
      position = page.next();
      assertThat(seen.size()).as("an end to the pages").isLessThan(5_000);
    } while (position.isPresent());
    return seen;
  }

  @Test
  void search_everyPage_isEveryMatchOnceBestFirst() {
    List<Product> atOnce = store.search("silver", Optional.empty(), 1_000).products();
    assertThat(atOnce).hasSizeGreaterThan(100);
    assertThat(searchAll("silver")).isEqualTo(atOnce);
  }

  @ParameterizedTest
  @ValueSource(strings = {"the", "and or", "\"", "-", "!!!", "& | ! ( ) : * <->", "''; --", "\\"})
  void search_whatSaysNothing_findsNothing(String words) {
    assertThat(store.search(words, Optional.empty(), 10).products()).isEmpty();
  }

  @Test
  void search_whilePricesChange_isTheSame() {
    List<String> before = searchAll("walnut").stream().map(Product::id).toList();
    AtomicBoolean changed = new AtomicBoolean();
    before.forEach(
        id -> changed.set(store.setPrice(id, new Money(Catalog.CURRENCY, 777)).isPresent()));
    assertThat(changed).isTrue();
    assertThat(searchAll("walnut")).extracting(Product::id).isEqualTo(before);
  }
}
