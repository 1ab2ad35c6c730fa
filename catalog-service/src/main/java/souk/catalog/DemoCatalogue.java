// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import souk.catalog.DemoCategory.Combination;
import souk.service.Money;

/**
 * 2,000 made-up products, {@code sku-0001} to {@code sku-2000}: the same ones on every machine, for
 * whoever counts on their ids. What a product can be is written in the text files beside this
 * class; a seed decides which of the many combinations there are. Confined to one thread; for one
 * run.
 */
final class DemoCatalogue {
  static final List<String> CATEGORIES =
      List.of(
          "lamps",
          "rugs",
          "ceramics",
          "spices",
          "tea",
          "leather",
          "textiles",
          "jewellery",
          "brassware",
          "woodwork",
          "musical-instruments",
          "soap-and-oils");

  private static final long SEED = 1_001;
  private static final double SECOND_SENTENCE = 0.7;

  private final RandomGenerator random;
  private final Set<String> names = new HashSet<>();

  private record Draft(
      String name, String description, String category, long cents, String looks) {}

  private DemoCatalogue(RandomGenerator random) {
    this.random = random;
  }

  /** The products in the order of their ids. Costs some 100 ms. */
  static List<Product> products() {
    // Named, because the JDK's default algorithm may change.
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    return new DemoCatalogue(random).generate();
  }

  static DemoCategory category(String slug) {
    String file = "demo/" + slug + ".txt";
    try (InputStream text = DemoCatalogue.class.getResourceAsStream(file)) {
      if (text == null) {
        throw new IllegalStateException("no resource " + file);
      }
      return DemoCategoryReader.read(new String(text.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  private List<Product> generate() {
    List<Draft> drafts = new ArrayList<>();
    for (String slug : CATEGORIES) {
      drafts.addAll(generate(category(slug)));
    }
    shuffle(drafts);
    List<Product> products = new ArrayList<>();
    for (Draft draft : drafts) {
      products.add(product(products.size() + 1, draft));
    }
    return products;
  }

  private static Product product(int number, Draft draft) {
    String id = "sku-%04d".formatted(number);
    return new Product(
        id,
        draft.name(),
        draft.description(),
        draft.category(),
        new Money(Catalog.CURRENCY, draft.cents()),
        "/pictures/%s/%s-%d.svg".formatted(draft.category(), draft.looks(), number));
  }

  /** As many products as the category is to have, the kinds in turn. */
  private List<Draft> generate(DemoCategory category) {
    Deque<Deque<Combination>> kinds = new ArrayDeque<>();
    for (DemoCategory.Kind kind : category.kinds()) {
      List<Combination> combinations = category.combinations(kind);
      shuffle(combinations);
      kinds.add(new ArrayDeque<>(combinations));
    }
    List<Draft> drafts = new ArrayList<>();
    while (drafts.size() < category.count()) {
      Deque<Combination> kind = kinds.poll();
      if (kind == null) {
        throw new IllegalStateException(
            category.slug() + " gives " + drafts.size() + " products of " + category.count());
      }
      if (!kind.isEmpty()) {
        draft(category, kind.removeFirst()).ifPresent(drafts::add);
        kinds.add(kind);
      }
    }
    return drafts;
  }

  /** The product of a combination; empty when others have all the names that it could have. */
  private Optional<Draft> draft(DemoCategory category, Combination combination) {
    DemoText text = new DemoText(combination);
    List<String> templates = new ArrayList<>(category.names());
    shuffle(templates);
    for (String template : templates) {
      String name = text.name(template);
      if (names.add(name)) {
        return Optional.of(
            new Draft(
                name,
                description(category, combination, text),
                category.slug(),
                DemoPrice.cents(combination.euros()),
                combination.options().stream()
                    .map(DemoOption::key)
                    .collect(Collectors.joining("-"))));
      }
    }
    return Optional.empty();
  }

  private String description(DemoCategory category, Combination combination, DemoText text) {
    List<String> sentences = new ArrayList<>();
    sentences.add(oneOf(category.openings()));
    List<String> details =
        combination.options().stream().skip(1).flatMap(option -> option.says().stream()).toList();
    if (!details.isEmpty() && random.nextDouble() < SECOND_SENTENCE) {
      sentences.add(oneOf(details));
    }
    // Of the kind; it tells the size.
    sentences.add(oneOf(combination.kind().option().says()));
    return String.join(" ", sentences.stream().map(text::sentence).toList());
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Fisher and Yates's; Collections.shuffle is free to change its way of drawing. */
  private void shuffle(List<?> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
  }
}
