// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the products of one category can be, read from a text file by {@link DemoCategoryReader}.
 *
 * @param count how many products it is to have
 * @param names templates of names
 * @param openings templates of a description's first sentence
 * @param dimensions the values of each dimension but kind
 */
record DemoCategory(
    String slug,
    int count,
    List<String> names,
    List<String> openings,
    List<List<DemoOption>> dimensions,
    List<Kind> kinds) {
  /**
   * A kind of thing.
   *
   * @param option its name, text, price and sentences
   * @param isPlural whether a sentence speaks of "them"
   * @param sizes may be empty
   */
  record Kind(DemoOption option, boolean isPlural, List<Size> sizes) {
    Kind {
      sizes = List.copyOf(sizes);
    }
  }

  /** A size that a kind comes in. */
  record Size(String text, double factor) {}

  /** One product's values; the kind's own option comes first. */
  record Combination(Kind kind, List<DemoOption> options, Size size) {
    double euros() {
      double product = size.factor();
      for (DemoOption option : options) {
        product *= option.factor();
      }
      return product;
    }
  }

  private static final Size ONE_SIZE = new Size("", 1);

  DemoCategory {
    if (names.isEmpty() || openings.isEmpty() || kinds.isEmpty()) {
      throw new IllegalArgumentException(slug + " lacks names, openings or kinds");
    }
    names = List.copyOf(names);
    openings = List.copyOf(openings);
    dimensions = List.copyOf(dimensions);
    kinds = List.copyOf(kinds);
  }

  /** All products of a kind whose values go together, always in the same order. */
  List<Combination> combinations(Kind kind) {
    List<Combination> combinations = new ArrayList<>();
    List<Size> sizes = kind.sizes().isEmpty() ? List.of(ONE_SIZE) : kind.sizes();
    combine(
        List.of(kind.option()),
        options -> sizes.forEach(size -> combinations.add(new Combination(kind, options, size))));
    return combinations;
  }

  private void combine(List<DemoOption> chosen, Consumer<List<DemoOption>> consumer) {
    if (!DemoOption.goTogether(chosen)) {
      return;
    }
    // The kind is chosen first, then one value of each dimension.
    int dimension = chosen.size() - 1;
    if (dimension == dimensions.size()) {
      consumer.accept(chosen);
      return;
    }
    for (DemoOption option : dimensions.get(dimension)) {
      List<DemoOption> more = new ArrayList<>(chosen);
      more.add(option);
      combine(List.copyOf(more), consumer);
    }
  }
}
