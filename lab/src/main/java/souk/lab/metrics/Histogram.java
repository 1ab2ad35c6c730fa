// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long calls took, as Prometheus counts them, and how many of them failed. Immutable.
 *
 * @param atMost how many took at most so many seconds
 * @param count all of them
 * @param errors those that count as failed
 */
public record Histogram(SortedMap<Double, Double> atMost, double count, double errors) {
  public static final Histogram NONE = new Histogram(new TreeMap<>(), 0, 0);

  /** Both together. */
  public Histogram plus(Histogram other) {
    SortedMap<Double, Double> sums = new TreeMap<>(atMost);
    other.atMost.forEach((bound, number) -> sums.merge(bound, number, Double::sum));
    return new Histogram(sums, count + other.count, errors + other.errors);
  }

  /** What came since then; all of it when it was counted from the beginning again. */
  public Histogram since(Histogram then) {
    if (count < then.count) {
      return this;
    }
    SortedMap<Double, Double> differences = new TreeMap<>();
    atMost.forEach(
        (bound, number) -> differences.put(bound, number - then.atMost.getOrDefault(bound, 0.0)));
    return new Histogram(differences, count - then.count, Math.max(0, errors - then.errors));
  }

  /**
   * The time in seconds within which so many of all were done, between the bounds by a straight
   * line, as Prometheus does it; the last bound when it is beyond. NaN of none.
   */
  public double quantile(double share) {
    if (count <= 0) {
      return Double.NaN;
    }
    double wanted = share * count;
    double lower = 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : atMost.entrySet()) {
      double bound = bucket.getKey();
      double number = bucket.getValue();
      if (bound == Double.POSITIVE_INFINITY) {
        break;
      }
      if (number >= wanted) {
        double within = number - below;
        return within <= 0 ? bound : lower + (bound - lower) * (wanted - below) / within;
      }
      lower = bound;
      below = number;
    }
    return lower;
  }
}
