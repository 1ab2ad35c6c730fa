// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import souk.catalog.DemoCategory.Combination;

/** Fills the templates of a {@link DemoCategory} for one product. Immutable. */
final class DemoText {
  private static final Pattern SLOT = Pattern.compile("\\{([A-Za-z]+)}");
  private static final Pattern SPACES = Pattern.compile(" {2,}");
  // Said with a vowel, so that it takes "an"; not what is written with one and said with a "y".
  private static final Pattern A_BEFORE_VOWEL =
      Pattern.compile("\\b([Aa]) (?=[aeiouAEIOU])(?!(?i:eu|ew|one|uni|use))");

  private static final Pattern ARTICLE = Pattern.compile("^an? ");
  private static final Pattern COUNT = Pattern.compile("^a (pair|set) of ");

  private final Combination combination;
  private final Map<String, String> pronouns;

  DemoText(Combination combination) {
    this.combination = combination;
    String kind = combination.kind().option().text();
    this.pronouns =
        combination.kind().isPlural()
            ? Map.of(
                "this", "these " + COUNT.matcher(kind).replaceFirst(""),
                "it", "they",
                "is", "are",
                "was", "were",
                "comes", "come")
            : Map.of(
                "this", "this " + ARTICLE.matcher(kind).replaceFirst(""),
                "it", "it",
                "is", "is",
                "was", "was",
                "comes", "comes");
  }

  /** A name from a template of names, with the size. */
  String name(String template) {
    Map<String, String> words = new HashMap<>();
    combination.options().forEach(option -> words.put(option.dimension(), option.name()));
    String name = SPACES.matcher(fill(template, words)).replaceAll(" ").strip();
    String size = combination.size().text();
    return size.isEmpty() ? name : name + ", " + size;
  }

  /** A sentence from a template of sentences. */
  String sentence(String template) {
    Map<String, String> words = new HashMap<>(pronouns);
    combination.options().forEach(option -> words.put(option.dimension(), option.text()));
    words.put("size", combination.size().text());
    return A_BEFORE_VOWEL.matcher(fill(template, words)).replaceAll("$1n ");
  }

  private static String fill(String template, Map<String, String> words) {
    return SLOT.matcher(template)
        .replaceAll(slot -> Matcher.quoteReplacement(word(slot, template, words)));
  }

  private static String word(MatchResult slot, String template, Map<String, String> words) {
    String key = slot.group(1);
    String word = words.get(key.toLowerCase(Locale.ROOT));
    if (word == null) {
      throw new IllegalArgumentException("no {" + key + "} for: " + template);
    }
    return Character.isUpperCase(key.charAt(0)) && !word.isEmpty()
        ? Character.toUpperCase(word.charAt(0)) + word.substring(1)
        : word;
  }
}
