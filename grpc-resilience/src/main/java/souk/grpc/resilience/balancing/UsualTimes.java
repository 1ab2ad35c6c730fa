// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long each method usually takes: a moving average over about the last 20 answers. Thread-safe;
 * of two answers at the same moment one may be forgotten.
 */
public final class UsualTimes {
  private static final double WEIGHT = 0.05;

  /** Methods come from the callers' stubs; should names ever come from outside, this is enough. */
  private static final int MOST_METHODS = 1_000;

  private final ConcurrentMap<String, AtomicLong> averages = new ConcurrentHashMap<>();

  /** A call of the method was answered after so many nanoseconds. */
  public void answered(String method, long nanos) {
    AtomicLong average = averages.get(method);
    if (average != null) {
      long before = average.get();
      average.set(before + (long) ((nanos - before) * WEIGHT));
    } else if (averages.size() < MOST_METHODS) {
      averages.putIfAbsent(method, new AtomicLong(nanos));
    }
  }

  /** Nanoseconds; 0 for a method that nobody has answered yet. */
  public long nanos(String method) {
    AtomicLong average = averages.get(method);
    return average == null ? 0 : average.get();
  }
}
