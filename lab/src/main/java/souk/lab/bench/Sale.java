// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import java.time.Duration;

/**
 * A confirmed checkout.
 *
 * @param latency from when it was to begin to its answer
 * @param at its answer, in nanoseconds by the clock of {@link System#nanoTime}
 */
public record Sale(Duration latency, long at) {
  /** A checkout that was to begin then, and is answered now. */
  static Sale since(long begin) {
    long now = System.nanoTime();
    return new Sale(Duration.ofNanos(now - begin), now);
  }
}
