// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a task waits after it was tried: doubling, a random half of it. Thread-safe. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final int MOST_DOUBLINGS = 30;

  private final RandomGenerator random;

  /**
   * @param random must be thread-safe
   */
  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * From 100 ms on.
   *
   * @param attempts until now, at least one
   * @param longest however many they are
   */
  Duration after(int attempts, Duration longest) {
    return after(attempts, FIRST, longest);
  }

  /** The same from another time on. */
  Duration after(int attempts, Duration first, Duration longest) {
    int doublings = Math.clamp(attempts - 1L, 0, MOST_DOUBLINGS);
    long millis = Math.min(first.toMillis() << doublings, longest.toMillis());
    return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
  }
}
