// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import java.util.random.RandomGenerator;

/**
 * Pauses that double, half of each random, so that callers that failed together don't come back
 * together.
 */
record Backoff(long initialNanos, long maxNanos, RandomGenerator random) {

  /** The pause after the given attempt, which counts from 1. */
  long afterAttempt(int attempt) {
    long ceiling = Math.min(maxNanos, initialNanos << (attempt - 1));
    return ceiling / 2 + random.nextLong(ceiling / 2 + 1);
  }
}
