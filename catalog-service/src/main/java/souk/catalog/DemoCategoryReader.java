// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a {@link DemoCategory}. Confined to one thread; for one text.
 *
 * <pre>
 * category lamps 170
 * name {style} {material} {kind}                what a product is called; its size is added
 * open {Kind} of {material}, made {place}.      how a description begins
 * material brass x1.2 = Brass | spun brass      a value: price factor, in the name, in a sentence
 * - Brass darkens with the years.               a sentence of the value above
 * style stars (material: brass, copper) = ...   a value that goes only with some others
 * kind pendant 79 = Pendant Lamp | a pendant lamp
 * sizes 22 cm x0.7, 30 cm                       of the kind above
 * kinds ...                                     a kind that one speaks of as "them"
 * </pre>
 *
 * <p>A sentence may have {size}, {kind} ("a pendant lamp") and the other dimensions, and in the
 * kind's number {this} ("this pendant lamp", "these earrings"), {it}, {is}, {was} and {comes}; with
 * a capital where a sentence begins.
 */
final class DemoCategoryReader {
  private static final Pattern OPTION =
      Pattern.compile(
          "(?<dimension>[a-z]+) (?<key>[a-z-]+)(?: x?(?<factor>[0-9.]+))?"
              + "(?: \\((?<only>[^)]+)\\))? = (?<name>[^|]*?) ?\\| (?<text>.+)");
  private static final Pattern CATEGORY = Pattern.compile("category ([a-z-]+) ([0-9]+)");

  private final List<String> names = new ArrayList<>();
  private final List<String> openings = new ArrayList<>();
  private final Map<String, List<DemoOption>> dimensions = new LinkedHashMap<>();
  private final List<DemoCategory.Kind> kinds = new ArrayList<>();
  private String slug = "";
  private int count;

  private DemoCategoryReader() {}

  /**
   * Reads a category.
   *
   * @throws IllegalArgumentException naming the line that is wrong
   */
  static DemoCategory read(String text) {
    DemoCategoryReader reader = new DemoCategoryReader();
    List<String> lines =
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!isPartOfOption(lines.get(i))) {
        int end = i + 1;
        while (end < lines.size() && isPartOfOption(lines.get(end))) {
          end++;
        }
        reader.entry(lines.get(i), lines.subList(i + 1, end));
      }
    }
    return new DemoCategory(
        reader.slug,
        reader.count,
        reader.names,
        reader.openings,
        List.copyOf(reader.dimensions.values()),
        reader.kinds);
  }

  private static boolean isPartOfOption(String line) {
    return line.startsWith("- ") || line.startsWith("sizes ");
  }

  private void entry(String line, List<String> parts) {
    Matcher category = CATEGORY.matcher(line);
    Matcher option = OPTION.matcher(line);
    if (category.matches()) {
      slug = category.group(1);
      count = Integer.parseInt(category.group(2));
    } else if (line.startsWith("name ")) {
      names.add(line.substring("name ".length()));
    } else if (line.startsWith("open ")) {
      openings.add(line.substring("open ".length()));
    } else if (option.matches()) {
      option(option, parts);
    } else {
      throw new IllegalArgumentException("can't read: " + line);
    }
  }

  private void option(Matcher line, List<String> parts) {
    List<String> says =
        parts.stream()
            .filter(part -> part.startsWith("- "))
            .map(part -> part.substring(2))
            .toList();
    boolean isPlural = line.group("dimension").equals("kinds");
    String factor = line.group("factor");
    DemoOption option =
        new DemoOption(
            isPlural ? "kind" : line.group("dimension"),
            line.group("key"),
            factor == null ? 1 : Double.parseDouble(factor),
            only(line.group("only")),
            line.group("name"),
            line.group("text"),
            says);
    if (option.dimension().equals("kind")) {
      kinds.add(new DemoCategory.Kind(option, isPlural, sizes(parts)));
    } else {
      dimensions.computeIfAbsent(option.dimension(), unseen -> new ArrayList<>()).add(option);
    }
  }

  private static Map<String, Set<String>> only(@Nullable String text) {
    Map<String, Set<String>> only = new LinkedHashMap<>();
    if (text != null) {
      for (String clause : text.split("; ", -1)) {
        String[] sides = clause.split(": ", 2);
        only.put(sides[0], Set.of(sides[1].split(", ", -1)));
      }
    }
    return only;
  }

  private static List<DemoCategory.Size> sizes(List<String> parts) {
    List<DemoCategory.Size> sizes = new ArrayList<>();
    for (String part : parts) {
      if (part.startsWith("sizes ")) {
        for (String size : part.substring("sizes ".length()).split(", ", -1)) {
          int factor = size.lastIndexOf(" x");
          sizes.add(
              factor < 0
                  ? new DemoCategory.Size(size, 1)
                  : new DemoCategory.Size(
                      size.substring(0, factor), Double.parseDouble(size.substring(factor + 2))));
        }
      }
    }
    return sizes;
  }
}
