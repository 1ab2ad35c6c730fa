// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import java.time.Duration;

/**
 * How a call's attempts are made. Only unary methods whose contract says idempotent are tried
 * again.
 *
 * @param maxAttempts the first one included, 1 to 10; 1 means never again
 * @param attemptShare of the time that is left, how much an attempt may use, above 0 and at most 1;
 *     the last attempt may use all. It bounds what a hung instance costs.
 * @param initialBackoff the pause before the second attempt, at most; half of each pause is random
 * @param maxBackoff to which the pause doubles from attempt to attempt, at most 1 h
 * @param budget how many retries there may be over all calls to the target
 */
public record RetryPolicy(
    int maxAttempts,
    double attemptShare,
    Duration initialBackoff,
    Duration maxBackoff,
    Budget budget) {

  // Before DEFAULT, which is checked against it.
  private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);

  /**
   * Three attempts, each with half of what is left, pauses of 20 to 250 ms, at most a tenth more
   * load.
   */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(3, 0.5, Duration.ofMillis(20), Duration.ofMillis(250), Budget.DEFAULT);

  public RetryPolicy {
    Checks.that(maxAttempts >= 1 && maxAttempts <= 10, "maxAttempts", maxAttempts, "1 to 10");
    Checks.that(
        attemptShare > 0 && attemptShare <= 1, "attemptShare", attemptShare, "above 0, at most 1");
    Checks.positive("initialBackoff", initialBackoff);
    Checks.that(
        maxBackoff.compareTo(initialBackoff) >= 0 && maxBackoff.compareTo(LONGEST_BACKOFF) <= 0,
        "maxBackoff",
        maxBackoff,
        "initialBackoff to 1 h");
  }

  /** The same with other numbers of attempts. */
  public RetryPolicy withMaxAttempts(int attempts) {
    return new RetryPolicy(attempts, attemptShare, initialBackoff, maxBackoff, budget);
  }

  /** The same with another share of the time left for each attempt. */
  public RetryPolicy withAttemptShare(double share) {
    return new RetryPolicy(maxAttempts, share, initialBackoff, maxBackoff, budget);
  }

  /** The same with another budget. */
  public RetryPolicy withBudget(Budget other) {
    return new RetryPolicy(maxAttempts, attemptShare, initialBackoff, maxBackoff, other);
  }

  /**
   * A bucket of tokens: a retry takes one, a call puts {@code ratio} in, time puts {@code
   * perSecond} in. So that retries never multiply the load of a target in trouble, while a caller
   * of few calls may still retry them.
   *
   * @param ratio tokens per call, 0 to 1: in the long run the share of extra load
   * @param reserve the most that the bucket holds, and what it starts with, 0 to 10,000: the
   *     retries of one burst
   * @param perSecond tokens per second, 0 to 1,000
   */
  public record Budget(double ratio, int reserve, double perSecond) {

    /** A tenth of the calls, one a second beside, bursts of 50. */
    public static final Budget DEFAULT = new Budget(0.1, 50, 1);

    public Budget {
      Checks.that(ratio >= 0 && ratio <= 1, "ratio", ratio, "0 to 1");
      Checks.that(reserve >= 0 && reserve <= 10_000, "reserve", reserve, "0 to 10,000");
      Checks.that(perSecond >= 0 && perSecond <= 1_000, "perSecond", perSecond, "0 to 1,000");
    }
  }
}
