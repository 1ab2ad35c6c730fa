// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import souk.lab.experiment.Findings;
import souk.lab.load.Sample;
import souk.lab.load.Sample.Kind;
import souk.lab.load.Timeline;
import souk.lab.part.Part;

/** The pictures of a run, a second to a column, and of a run of hours as many as can be seen. */
final class Charts {
  private static final double LEAST_MILLIS = 1;
  private static final double MOST_MILLIS = 10_000;
  private static final int COLOURS = 8;
  private static final int MOST_COLUMNS = 900;
  private static final String PROBED = "half_open";

  /** How much of its row a breaker fills. */
  private static final double OPEN = 0.8;

  private static final double HALF_OPEN = 0.3;

  private final Findings findings;
  private final int first;
  private final int last;

  /** How many seconds, or looks, are one column. */
  private final int column;

  /**
   * From the first second of the samples to the last; without any, of all that was looked at
   * besides.
   */
  Charts(Findings findings) {
    this.findings = findings;
    boolean sampled = !findings.samples().isEmpty();
    IntStream begins = sampled ? seconds(findings.samples(), Sample::due) : looks();
    IntStream ends = sampled ? seconds(findings.samples(), Sample::end) : looks();
    this.first = begins.min().orElse(0);
    this.last = 1 + ends.max().orElse(0);
    this.column = Math.max(1, Math.ceilDiv(last - first, MOST_COLUMNS));
  }

  /** How long requests took that were due in each second, on a logarithmic scale. */
  String latency() {
    Plot plot =
        new Plot(
            "latency, from when a request was due",
            first,
            last,
            millis ->
                Math.log10(Math.max(LEAST_MILLIS, millis) / LEAST_MILLIS)
                    / Math.log10(MOST_MILLIS / LEAST_MILLIS));
    plot.bands(findings.faults(), findings.begin());
    plot.axes(List.of(1.0, 10.0, 100.0, 1_000.0, 10_000.0), "ms");
    List<String[]> legend = new ArrayList<>();
    for (Kind kind : List.of(Kind.BROWSE, Kind.CHECKOUT)) {
      SortedMap<Integer, List<Sample>> byColumn = byColumn(EnumSet.of(kind));
      if (byColumn.isEmpty()) {
        continue;
      }
      SortedMap<Integer, Double> p50 = new TreeMap<>();
      SortedMap<Integer, Double> p99 = new TreeMap<>();
      byColumn.forEach(
          (second, samples) -> {
            Timeline.Figures figures = Timeline.figures(samples);
            p50.put(second, figures.p50Millis());
            p99.put(second, figures.p99Millis());
          });
      String name = kind == Kind.BROWSE ? "browse" : "checkout";
      plot.line(p50, column, "line " + name);
      plot.line(p99, column, "line thin " + name);
      legend.add(new String[] {name, name + " p50, thin p99"});
    }
    plot.legend(legend);
    return plot.end();
  }

  /** How many requests there were in each column, and how they ended. */
  String requests() {
    SortedMap<Integer, List<Sample>> byColumn = byColumn(EnumSet.allOf(Kind.class));
    double most = byColumn.values().stream().mapToInt(List::size).max().orElse(1);
    String title = "requests due in each " + (column == 1 ? "second" : column + " s");
    Plot plot = new Plot(title, first, last, count -> count / most);
    plot.bands(findings.faults(), findings.begin());
    plot.axes(List.of(0.0, Math.floor(most / 2), most), "");
    byColumn.forEach(
        (second, samples) -> {
          Timeline.Figures figures = Timeline.figures(samples);
          double atOnce = figures.count() - figures.notAtOnce();
          double answered = figures.count() - figures.failed();
          int end = second + column;
          plot.bar(second, end, 0, atOnce, "good");
          plot.bar(second, end, atOnce, answered, "late");
          plot.bar(second, end, answered, figures.count(), "bad");
        });
    plot.legend(
        List.of(
            new String[] {"good", "answered"},
            new String[] {"late", "answered when asked again"},
            new String[] {"bad", "failed"}));
    return plot.end();
  }

  /** How much each instance of a service did between two looks, as a share of all. */
  List<String> shares() {
    List<String> services =
        findings.shares().stream()
            .flatMap(share -> share.names().stream())
            .map(Part::serviceOf)
            .distinct()
            .sorted()
            .toList();
    return services.stream().map(this::share).filter(chart -> !chart.isEmpty()).toList();
  }

  /** Which circuit breakers were not closed, and when; a line of text when all were. */
  String breakers() {
    List<String> names =
        findings.breakers().stream()
            .flatMap(look -> look.states().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    if (findings.breakers().isEmpty()) {
      return "";
    }
    if (names.isEmpty()) {
      return "<p>No circuit breaker opened.</p>\n";
    }
    Plot plot =
        new Plot("circuit breakers that were not closed", first, last, row -> row / names.size());
    plot.bands(findings.faults(), findings.begin());
    for (int i = 0; i < names.size(); i++) {
      bars(plot, names.get(i), i);
    }
    return plot.end()
        + "<p>From below: %s. Thin bars: half open.</p>\n"
            .formatted(Markup.escaped(String.join(", ", names)));
  }

  /** Thin while it lets only a probe through. */
  private void bars(Plot plot, String name, int row) {
    List<Findings.Breakers> looks = findings.breakers();
    for (int from = 0; from < looks.size() - 1; from += column) {
      int until = Math.min(from + column, looks.size() - 1);
      String state =
          looks.subList(from, until).stream()
              .map(look -> look.states().getOrDefault(name, ""))
              .reduce("", Charts::worse);
      if (!state.isEmpty()) {
        double begin = seconds(looks.get(from).at());
        double end = seconds(looks.get(until).at());
        double height = state.equals(PROBED) ? HALF_OPEN : OPEN;
        plot.bar(begin, end, row, row + height, "share" + row % COLOURS);
      }
    }
  }

  /** Of two states of a breaker, each empty when it was closed. */
  private static String worse(String one, String other) {
    boolean isBetter = one.isEmpty() || (one.equals(PROBED) && !other.isEmpty());
    return isBetter ? other : one;
  }

  private String share(String service) {
    List<String> instances =
        findings.shares().stream()
            .flatMap(share -> share.names().stream())
            .filter(name -> Part.serviceOf(name).equals(service))
            .distinct()
            .sorted()
            .toList();
    if (instances.size() < 2) {
      return "";
    }
    Plot plot = new Plot("share of " + service + "'s instances", first, last, share -> share);
    plot.axes(List.of(0.0, 0.5, 1.0), "");
    List<Findings.Share> looks = findings.shares();
    for (int from = 0; from < looks.size() - 1; from += column) {
      int until = Math.min(from + column, looks.size() - 1);
      stack(plot, instances, looks.get(from), looks.get(until));
    }
    plot.bandsAbove(findings.faults(), findings.begin());
    List<String[]> legend = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      legend.add(new String[] {"share" + i % COLOURS, instances.get(i)});
    }
    plot.legend(legend);
    return plot.end();
  }

  private void stack(
      Plot plot, List<String> instances, Findings.Share before, Findings.Share after) {
    double begin = seconds(before.at());
    double end = seconds(after.at());
    double[] done =
        instances.stream()
            .mapToDouble(name -> Math.max(0, count(after, name) - count(before, name)))
            .toArray();
    double all = Arrays.stream(done).sum();
    double from = 0;
    for (int i = 0; i < done.length && all > 0; i++) {
      double until = from + done[i] / all;
      plot.bar(begin, end, from, until, "share" + i % COLOURS);
      from = until;
    }
  }

  private static long count(Findings.Share share, String name) {
    int at = share.names().indexOf(name);
    return at < 0 ? 0 : share.counts().get(at);
  }

  /** Those of these kinds, by the first second of the column in which they were due. */
  private SortedMap<Integer, List<Sample>> byColumn(Set<Kind> kinds) {
    SortedMap<Integer, List<Sample>> seen = new TreeMap<>();
    for (Sample sample : findings.samples()) {
      if (kinds.contains(sample.kind())) {
        int begin = first + (second(sample.due()) - first) / column * column;
        seen.computeIfAbsent(begin, any -> new ArrayList<>()).add(sample);
      }
    }
    return seen;
  }

  private int second(long time) {
    return (int) seconds(time);
  }

  private <T> IntStream seconds(List<T> all, ToLongFunction<T> time) {
    return all.stream().mapToInt(each -> second(time.applyAsLong(each)));
  }

  private IntStream looks() {
    return IntStream.concat(
        seconds(findings.shares(), Findings.Share::at),
        seconds(findings.breakers(), Findings.Breakers::at));
  }

  private double seconds(long time) {
    return (time - findings.begin()) / 1e9;
  }
}
