// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a task waits after it was tried: doubling to 2 s, a random half of it. Thread-safe. */
final class Backoff {
  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 2_000;

  private final RandomGenerator random;

  /**
   * @param random must be thread-safe
   */
  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** After so many attempts, at least one. */
  Duration after(int attempts) {
    int doublings = Math.clamp(attempts - 1L, 0, 10);
    long millis = Math.min(FIRST_MILLIS << doublings, LONGEST_MILLIS);
    return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
  }
}
