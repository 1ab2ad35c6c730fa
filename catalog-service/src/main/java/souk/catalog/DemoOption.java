// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One value of something in which made-up products differ: a kind of lamp, a material, a place.
 *
 * @param dimension what it is a value of, for example "material"
 * @param factor what it does to the price; of a kind, the price in euros
 * @param only the dimensions of which it goes only with some values, and which these are
 * @param name how a product's name says it; may be empty
 * @param text how a sentence says it
 * @param says sentences of its own, of which a description may use one
 */
record DemoOption(
    String dimension,
    String key,
    double factor,
    Map<String, Set<String>> only,
    String name,
    String text,
    List<String> says) {
  DemoOption {
    if (!(factor > 0)) {
      throw new IllegalArgumentException(key + ": factor " + factor);
    }
    only = Map.copyOf(only);
    says = List.copyOf(says);
  }

  /** Whether a product may be of these values at once. */
  static boolean goTogether(List<DemoOption> options) {
    for (DemoOption option : options) {
      for (DemoOption other : options) {
        Set<String> allowed = option.only.get(other.dimension);
        if (allowed != null && !allowed.contains(other.key)) {
          return false;
        }
      }
    }
    return true;
  }
}
