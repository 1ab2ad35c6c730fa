// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.time.Duration;

/**
 * How often a client asks, and how long it waits.
 *
 * @param first the deadline of the first attempt
 * @param pause between the first attempt and the second
 * @param later the deadline of all others; the pauses between them are {@code pause}, too
 * @param attempts at most
 */
record Patience(Duration first, Duration pause, Duration later, int attempts) {
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final Duration SHORT_PAUSE = Duration.ofMillis(300);

  Patience {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1 or more)");
    }
  }

  /** Waits as long as the shop needs, and asks again at once. */
  static Patience ofMost(int attempts) {
    return new Patience(LONG, SHORT_PAUSE, LONG, attempts);
  }

  /** Asks once, for so long. */
  static Patience once(Duration deadline) {
    return new Patience(deadline, Duration.ZERO, deadline, 1);
  }

  /** Asks for so long, goes away, comes back after so long, and then has time. */
  static Patience comingBack(Duration deadline, Duration after, int attempts) {
    return new Patience(deadline, after, LONG, attempts);
  }

  /** Of the attempt of this number, from 1. */
  Duration deadline(int attempt) {
    return attempt == 1 ? first : later;
  }
}
