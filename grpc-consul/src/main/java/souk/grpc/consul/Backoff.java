// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after each failure in a row: steps of 0.2 to 1.6 s, each doubled, of which half
 * is fixed and half is chance, so that those who failed together do not come back together. Capped
 * so that what happened while Consul was away is seen within two seconds of its return.
 *
 * <p>Not thread-safe.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LAST = Duration.ofMillis(1600);

  private final RandomGenerator random;
  private Duration step = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long half = step.toNanos() / 2;
    step = step.compareTo(LAST) < 0 ? step.multipliedBy(2) : step;
    return Duration.ofNanos(half + random.nextLong(half));
  }

  void reset() {
    step = FIRST;
  }
}
