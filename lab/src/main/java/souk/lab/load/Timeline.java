// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** All requests of a run, in the order in which they ended. Thread-safe. */
public final class Timeline {
  /** Some 100 MB, of the 512 MB that an experiment has. */
  static final int MOST = 2_000_000;

  private static final int DIGITS = 3;

  private final List<Sample> samples = new ArrayList<>();

  /**
   * What requests come to.
   *
   * @param count how many
   * @param notAtOnce of them: not answered at the first attempt
   * @param notSoon of them: not answered by the second attempt either
   * @param failed of them: not answered at all
   * @param p50Millis half of them took no longer, from when they were due; 0 of none
   * @param p90Millis 9 of 10 took no longer
   * @param p99Millis 99 of 100 took no longer
   */
  public record Figures(
      int count,
      int notAtOnce,
      int notSoon,
      int failed,
      double p50Millis,
      double p90Millis,
      double p99Millis,
      double maxMillis) {
    /** Of those that were not answered, in percent. */
    public double failedPercent() {
      return count == 0 ? 0 : 100.0 * failed / count;
    }
  }

  synchronized void add(Sample sample) {
    if (samples.size() == MOST) {
      throw new IllegalStateException("more than " + MOST + " requests");
    }
    samples.add(sample);
  }

  /** Those there are by now. */
  public synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** Of the requests that were due within a time ({@link System#nanoTime}), of these kinds. */
  public Figures figures(long from, long until, Set<Sample.Kind> kinds) {
    List<Sample> due =
        samples().stream()
            .filter(sample -> kinds.contains(sample.kind()))
            .filter(sample -> sample.due() - from >= 0 && sample.due() - until < 0)
            .toList();
    return figures(due);
  }

  /** Of these. */
  public static Figures figures(List<Sample> requests) {
    Histogram micros = new Histogram(DIGITS);
    int notAtOnce = 0;
    int notSoon = 0;
    int failed = 0;
    for (Sample request : requests) {
      micros.recordValue(Math.max(0, (request.end() - request.due()) / 1_000));
      notAtOnce += request.isAnsweredAtOnce() ? 0 : 1;
      notSoon += request.isAnsweredSoon() ? 0 : 1;
      failed += request.isAnswered() ? 0 : 1;
    }
    return new Figures(
        requests.size(),
        notAtOnce,
        notSoon,
        failed,
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(90) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getMaxValue() / 1e3);
  }

  /** How many ended within the last so many nanoseconds, and how many of them failed. */
  public synchronized Figures lately(long nanos) {
    long from = System.nanoTime() - nanos;
    int begin = samples.size();
    while (begin > 0 && samples.get(begin - 1).end() - from >= 0) {
      begin--;
    }
    return figures(List.copyOf(samples.subList(begin, samples.size())));
  }
}
