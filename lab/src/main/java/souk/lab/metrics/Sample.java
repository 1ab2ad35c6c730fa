// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One value of Prometheus' text format.
 *
 * @param instance that told it
 */
public record Sample(String instance, String name, Map<String, String> labels, double value) {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? ([^ ]+)(?: .*)?");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  public Sample {
    labels = Map.copyOf(labels);
  }

  /** All of a scrape; lines that are none, as comments, are passed over. */
  public static List<Sample> parse(String instance, String text) {
    return text.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(
            line ->
                new Sample(
                    instance,
                    line.group(1),
                    labels(line.group(2) == null ? "" : line.group(2)),
                    number(line.group(3))))
        .toList();
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new HashMap<>();
    Matcher label = LABEL.matcher(text);
    while (label.find()) {
      labels.put(label.group(1), label.group(2));
    }
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** The label's value; empty without it. */
  public String label(String label) {
    return labels.getOrDefault(label, "");
  }
}
