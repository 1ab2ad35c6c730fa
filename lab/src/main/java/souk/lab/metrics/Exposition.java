// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' text format, read from one instance again and again. From one second to the next an
 * instance tells the same series in the same order, and only their values are others: so a series
 * is taken apart once, and then only compared. Not thread-safe.
 */
final class Exposition {
  private final String instance;
  private List<Series> known = List.of();

  /**
   * What a line is of.
   *
   * @param text the line up to its value, without the space
   */
  private record Series(String text, String name, Map<String, String> labels) {}

  Exposition(String instance) {
    this.instance = instance;
  }

  /** All values; lines that are none, as comments, are passed over. */
  List<Sample> read(String text) {
    List<Series> seen = new ArrayList<>(known.size());
    List<Sample> samples = new ArrayList<>(known.size());
    int next = 0;
    int begin = 0;
    while (begin < text.length()) {
      Series series = next < known.size() ? known.get(next) : null;
      if (series != null && !isAt(series, text, begin)) {
        series = null;
      }
      int found = text.indexOf('\n', series == null ? begin : begin + series.text().length());
      int end = found < 0 ? text.length() : found;
      if (series == null) {
        series = series(text, begin, end);
      } else {
        next++;
      }
      if (series != null) {
        seen.add(series);
        samples.add(sample(series, text, begin + series.text().length() + 1, end));
      }
      begin = end + 1;
    }
    known = seen;
    return samples;
  }

  private static boolean isAt(Series series, String text, int begin) {
    int value = begin + series.text().length() + 1;
    return value < text.length()
        && text.charAt(value - 1) == ' '
        && text.charAt(value) != '\n'
        && text.startsWith(series.text(), begin);
  }

  /** After the value there may be a time. */
  private Sample sample(Series series, String text, int begin, int end) {
    int space = text.indexOf(' ', begin, end);
    String value = text.substring(begin, space < 0 ? end : space);
    return new Sample(instance, series.name(), series.labels(), number(value));
  }

  /** Null where the line is of none. */
  private static @Nullable Series series(String text, int begin, int end) {
    int at = begin;
    while (at < end && isOfName(text.charAt(at))) {
      at++;
    }
    String name = text.substring(begin, at);
    Map<String, String> labels = new HashMap<>();
    if (at < end && text.charAt(at) == '{') {
      at = labels(text, at + 1, end, labels);
    }
    boolean isOne = !name.isEmpty() && at > begin && at < end - 1 && text.charAt(at) == ' ';
    return isOne ? new Series(text.substring(begin, at), name, Map.copyOf(labels)) : null;
  }

  /** Where what comes after them begins; 0 when they have no end. */
  private static int labels(String text, int begin, int end, Map<String, String> labels) {
    int at = begin;
    while (at < end && text.charAt(at) != '}') {
      int name = at;
      while (at < end && isOfName(text.charAt(at))) {
        at++;
      }
      if (at + 1 >= end || text.charAt(at) != '=' || text.charAt(at + 1) != '"') {
        return 0;
      }
      int value = at + 2;
      at = value;
      while (at < end && text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      if (at >= end) {
        return 0;
      }
      labels.put(text.substring(name, value - 2), text.substring(value, at));
      at++;
      if (at < end && text.charAt(at) == ',') {
        at++;
      }
    }
    return at < end ? at + 1 : 0;
  }

  private static boolean isOfName(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || letter == '_'
        || letter == ':';
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
