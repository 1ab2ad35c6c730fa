// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All that is left to chance in a simulation, from one seed; and what came of it: counted, and
 * written down when it is to be read. The same seed gives the same run, on every machine.
 */
final class Schedule {
  private static final int LONGEST_TRACE = 5_000;

  private final RandomGenerator random;
  private final boolean traced;
  private final List<String> trace = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  /**
   * @param traced whether what happens is written down
   */
  Schedule(long seed, boolean traced) {
    this.random = new SplittableRandom(seed);
    this.traced = traced;
  }

  /** From 0 to one less than the bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean percent(int chance) {
    return below(100) < chance;
  }

  <T> T oneOf(List<T> list) {
    return list.get(below(list.size()));
  }

  RandomGenerator random() {
    return random;
  }

  /** Counts something that is to happen in some schedules. */
  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  void note(Supplier<String> what) {
    if (traced && trace.size() < LONGEST_TRACE) {
      trace.add(what.get());
    }
  }

  Map<String, Integer> counts() {
    return counts;
  }

  List<String> trace() {
    return trace;
  }
}
