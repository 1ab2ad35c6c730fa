// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The limit on how often Consul is asked, as its documentation wants one: a bucket of questions
 * that fills again with time, so that a few changes in a row are seen at once and a storm of them
 * is seen in turns.
 *
 * <p>Not thread-safe.
 */
final class Pace {
  private static final int BURST = 10;
  private static final Duration REFILL = Duration.ofMillis(100);

  private final LongSupplier nanoTime;
  private long emptyUntilNanos;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Pace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.emptyUntilNanos = nanoTime.getAsLong() - BURST * REFILL.toNanos();
  }

  /** Takes one question from the bucket, and says how long to wait before asking it. */
  Duration take() {
    long now = nanoTime.getAsLong();
    long full = now - BURST * REFILL.toNanos();
    // Differences, since nanoTime may be negative and may overflow.
    if (emptyUntilNanos - full < 0) {
      emptyUntilNanos = full;
    }
    emptyUntilNanos += REFILL.toNanos();
    return Duration.ofNanos(Math.max(0, emptyUntilNanos - now));
  }
}
