// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A person will read these products: what can be checked of their texts is. */
class DemoCatalogueTest {
  private static final List<Product> PRODUCTS = DemoCatalogue.products();
  private static final Pattern WORD = Pattern.compile("[a-z]{3,}");
  private static final Pattern SENTENCE_END = Pattern.compile("[.](?= [A-Z]|$)");
  private static final Pattern WRONG_ARTICLE =
      Pattern.compile("\\b[Aa] (?!ewer)[aeioAEIO]|\\b[Aa]n [^aeiouAEIOU\\d]");

  @Test
  void products_twice_areTheSame() {
    assertThat(DemoCatalogue.products()).isEqualTo(PRODUCTS);
  }

  @Test
  void products_all_haveTheIdsThatOthersCountOn() {
    List<String> ids = new ArrayList<>();
    for (int i = 1; i <= 2_000; i++) {
      ids.add("sku-%04d".formatted(i));
    }
    assertThat(PRODUCTS).extracting(Product::id).isEqualTo(ids);
    assertThat(PRODUCTS)
        .allSatisfy(
            p ->
                assertThat(p.pictureUri())
                    .matches("/pictures/" + p.category() + "/[a-z]+(-[a-z]+)+-[0-9]+\\.svg"));
  }

  @Test
  void products_all_haveTheirOwnNameAndDescription() {
    assertThat(PRODUCTS).extracting(Product::name).doesNotHaveDuplicates();
    assertThat(PRODUCTS)
        .extracting(p -> p.name() + p.description())
        .allSatisfy(text -> assertThat(text).doesNotContain("{", "}", "  ", " ,", " .", "null"));
  }

  @Test
  void products_ofEachCategory_areMany() {
    Map<String, Long> counts =
        PRODUCTS.stream().collect(Collectors.groupingBy(Product::category, Collectors.counting()));
    assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(DemoCatalogue.CATEGORIES);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(100L, 250L));
  }

  @Test
  void description_ofEach_isOneToThreeSentences() {
    assertThat(PRODUCTS)
        .extracting(Product::description)
        .allSatisfy(
            text -> {
              assertThat(text).endsWith(".").hasSizeBetween(40, 400);
              assertThat(Character.isUpperCase(text.charAt(0))).isTrue();
              assertThat(SENTENCE_END.matcher(text).results().count()).isBetween(1L, 3L);
              assertThat(WRONG_ARTICLE.matcher(text).find()).as(text).isFalse();
            });
  }

  @Test
  void name_ofEach_isBackedByItsDescription() {
    assertThat(PRODUCTS)
        .allSatisfy(
            product -> {
              String description = product.description().toLowerCase(Locale.ROOT);
              List<String> words =
                  WORD.matcher(product.name().toLowerCase(Locale.ROOT))
                      .results()
                      .map(match -> match.group())
                      .filter(word -> !word.equals("from") && !word.equals("with"))
                      .toList();
              // Enough of a word to tell it in another form: ribbed, ribs.
              assertThat(words)
                  .isNotEmpty()
                  .allSatisfy(
                      word ->
                          assertThat(description)
                              .contains(word.substring(0, Math.min(word.length(), 5))));
            });
  }

  @Test
  void price_ofEach_endsAsPricesDo() {
    assertThat(PRODUCTS)
        .allSatisfy(
            product -> {
              long cents = product.price().minorUnits();
              assertThat(product.price().currency()).isEqualTo(Catalog.CURRENCY);
              assertThat(cents).isBetween(150L, 500_000L);
              assertThat(cents % 100).isIn(0L, 50L, 90L);
            });
  }

  @Test
  void price_ofTheLargerOne_isNeverLess() {
    Map<Integer, Long> cents = new HashMap<>();
    int compared = 0;
    for (String slug : DemoCatalogue.CATEGORIES) {
      DemoCategory category = DemoCatalogue.category(slug);
      for (DemoCategory.Kind kind : category.kinds()) {
        List<Double> factors = kind.sizes().stream().map(DemoCategory.Size::factor).toList();
        assertThat(factors).as(kind.option().name()).isSorted();
        compared += factors.size();
      }
    }
    for (int tenths = 1; tenths < 40_000; tenths++) {
      cents.put(tenths, DemoPrice.cents(tenths / 10.0));
      assertThat(cents.get(tenths)).isGreaterThanOrEqualTo(cents.getOrDefault(tenths - 1, 0L));
    }
    assertThat(compared).isGreaterThan(100);
  }

  static Stream<String> categories() {
    return DemoCatalogue.CATEGORIES.stream();
  }

  @ParameterizedTest
  @MethodSource("categories")
  void category_everyRestriction_namesWhatThereIs(String slug) {
    DemoCategory category = DemoCatalogue.category(slug);
    Map<String, Set<String>> keys = new TreeMap<>();
    List<DemoOption> options = new ArrayList<>();
    category.kinds().forEach(kind -> options.add(kind.option()));
    category.dimensions().forEach(options::addAll);
    for (DemoOption option : options) {
      assertThat(keys.computeIfAbsent(option.dimension(), d -> new HashSet<>()).add(option.key()))
          .as(option.key())
          .isTrue();
    }
    for (DemoOption option : options) {
      option
          .only()
          .forEach(
              (dimension, only) ->
                  assertThat(keys.get(dimension)).as(option.key()).isNotNull().containsAll(only));
    }
  }

  @ParameterizedTest
  @MethodSource("categories")
  void category_everyOption_isUsedAndEverySize_isTold(String slug) {
    DemoCategory category = DemoCatalogue.category(slug);
    Set<DemoOption> used = new HashSet<>();
    for (DemoCategory.Kind kind : category.kinds()) {
      List<DemoCategory.Combination> combinations = category.combinations(kind);
      assertThat(combinations).as(kind.option().name()).hasSizeGreaterThan(1);
      combinations.forEach(combination -> used.addAll(combination.options()));
      if (!kind.sizes().isEmpty()) {
        assertThat(kind.option().says()).allSatisfy(say -> assertThat(say).contains("{size}"));
      }
    }
    assertThat(used).containsAll(category.dimensions().stream().flatMap(List::stream).toList());
  }
}
