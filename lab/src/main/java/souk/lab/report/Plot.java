// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.report;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.DoubleUnaryOperator;
import souk.lab.experiment.Span;

/**
 * A picture with time from left to right, in SVG: axes, the faults as bands, and what is drawn over
 * them.
 */
final class Plot {
  static final int WIDTH = 980;
  private static final int HEIGHT = 250;
  private static final int LEFT = 74;
  private static final int RIGHT = 16;
  private static final int TOP = 28;
  private static final int BOTTOM = 26;
  private static final int MOST_TICKS = 14;
  private static final int LETTER = 7;
  private static final double NARROWEST = 2;
  private static final int[] STEPS = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800};

  private final Formatter svg = new Formatter(new StringBuilder(), Locale.ROOT);
  private final int first;
  private final int last;
  private final DoubleUnaryOperator scale;

  /**
   * @param first the second at its left
   * @param last the second at its right
   * @param scale from a value to a place between 0, at the bottom, and 1
   */
  Plot(String title, int first, int last, DoubleUnaryOperator scale) {
    this.first = first;
    this.last = Math.max(first + 1, last);
    this.scale = scale;
    String name = Markup.escaped(title);
    svg.format("<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>", WIDTH, HEIGHT, name);
    svg.format("<text x='%d' y='16' class='title'>%s</text>", LEFT, name);
  }

  /** The faults, so that the cause stands behind the effect. */
  void bands(List<Span> faults, long begin) {
    svg.format("%s", bandsAndNumbers(faults, begin, "<g>"));
  }

  /** The faults over what has been drawn and leaves nothing free. */
  void bandsAbove(List<Span> faults, long begin) {
    svg.format("%s", bandsAndNumbers(faults, begin, "<g class='above'>"));
  }

  /** Of many at the same place, which nobody could tell apart, the first is drawn. */
  private String bandsAndNumbers(List<Span> faults, long begin, String group) {
    Formatter bands = new Formatter(new StringBuilder(group), Locale.ROOT);
    Formatter numbers = new Formatter(new StringBuilder(), Locale.ROOT);
    int number = 0;
    double drawn = 0;
    double marked = 0;
    for (Span fault : faults) {
      number++;
      double begun = (fault.from() - begin) / 1e9;
      double ended = (fault.until() - begin) / 1e9;
      if (ended < first || begun > last) {
        continue;
      }
      double from = x(begun);
      double width = x(ended) - from;
      if (width < NARROWEST && from < drawn) {
        continue;
      }
      drawn = Math.max(drawn, from + Math.max(NARROWEST, width));
      bands.format(
          "<rect x='%.1f' y='%d' width='%.1f' height='%d' class='fault'><title>%s</title></rect>",
          from,
          TOP,
          Math.max(NARROWEST, width),
          HEIGHT - TOP - BOTTOM,
          Markup.escaped(fault.label()));
      if (from >= marked) {
        numbers.format("<text x='%.1f' y='%d' class='mark'>%d</text>", from + 2, TOP + 11, number);
        marked = from + LETTER * (Integer.toString(number).length() + 1);
      }
    }
    return bands + "</g>" + numbers;
  }

  /** A line across at each of these values, and the seconds below. */
  void axes(List<Double> values, String unit) {
    for (double value : values) {
      double y = y(value);
      svg.format(
          "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' class='grid'/>", LEFT, WIDTH - RIGHT, y, y);
      svg.format(
          "<text x='%d' y='%.1f' class='axis' text-anchor='end'>%s %s</text>",
          LEFT - 6, y + 4, number(value), unit);
    }
    int step = STEPS[STEPS.length - 1];
    for (int each : STEPS) {
      if (last - first <= MOST_TICKS * each) {
        step = each;
        break;
      }
    }
    for (int second = Math.ceilDiv(first, step) * step; second <= last; second += step) {
      svg.format(
          "<text x='%.1f' y='%d' class='axis' text-anchor='middle'>%d s</text>",
          x(second), HEIGHT - 8, second);
    }
  }

  /** A value for each column, by its first second; where one is missing the line is broken. */
  void line(SortedMap<Integer, Double> values, int column, String style) {
    StringBuilder path = new StringBuilder();
    values.forEach(
        (second, value) ->
            path.append(
                String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f",
                    values.containsKey(second - column) ? "L" : "M",
                    x(second + column / 2.0),
                    y(value))));
    svg.format("<path d='%s' class='%s'/>", path, style);
  }

  /** A bar from one time to another, in seconds, and from one value to another. */
  void bar(double begin, double end, double from, double until, String style) {
    if (end < first || begin > last) {
      return;
    }
    double width = Math.max(0.6, (x(end) - x(begin)) * 0.86);
    svg.format(
        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' class='%s'/>",
        x(begin), y(until), width, Math.max(0, y(from) - y(until)), style);
  }

  /** What the colours mean, at the top right; each a style and a name. */
  void legend(List<String[]> entries) {
    double x = WIDTH - RIGHT;
    for (String[] entry : entries.reversed()) {
      x -= LETTER * entry[1].length() + 24;
      svg.format("<rect x='%.1f' y='7' width='12' height='10' class='%s'/>", x, entry[0]);
      svg.format("<text x='%.1f' y='16' class='axis'>%s</text>", x + 16, Markup.escaped(entry[1]));
    }
  }

  String end() {
    return svg + "</svg>\n";
  }

  private double x(double second) {
    return LEFT + (WIDTH - LEFT - RIGHT) * Math.clamp((second - first) / (last - first), 0, 1);
  }

  private double y(double value) {
    double place = Math.clamp(scale.applyAsDouble(value), 0, 1);
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * place;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
