// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import java.time.Duration;

/**
 * When a circuit breaker opens, and how it comes back. The window is one of time and not of a
 * number of calls, so that a failure of an hour ago doesn't speak today.
 *
 * @param failurePercent of the calls in the window that must have failed, above 0, at most 100
 * @param slowPercent of the calls in the window that must have been slow, above 0, at most 100
 * @param slowAfter a call that takes longer is slow, whatever its answer
 * @param window how far back calls count, whole seconds, 1 s to 5 min
 * @param minimumCalls with fewer in the window it never opens, at least 1
 * @param openFor how long it refuses calls before it lets probes through
 * @param probes how many calls at most are let through at once until one of them is answered in
 *     time, which closes it, at least 1
 * @param fairWait a deadline exceeded sooner than this, or sooner than the method usually takes,
 *     says more about the caller than about the target and doesn't count
 */
public record BreakerPolicy(
    float failurePercent,
    float slowPercent,
    Duration slowAfter,
    Duration window,
    int minimumCalls,
    Duration openFor,
    int probes,
    Duration fairWait) {

  /** Half of at least 10 calls in 10 s failed, or 80 % took more than 2 s; 3 probes after 1 s. */
  public static final BreakerPolicy DEFAULT =
      new BreakerPolicy(
          50,
          80,
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          10,
          Duration.ofSeconds(1),
          3,
          Duration.ofMillis(100));

  public BreakerPolicy {
    Checks.that(
        failurePercent > 0 && failurePercent <= 100,
        "failurePercent",
        failurePercent,
        "above 0, at most 100");
    Checks.that(
        slowPercent > 0 && slowPercent <= 100, "slowPercent", slowPercent, "above 0, at most 100");
    Checks.positive("slowAfter", slowAfter);
    Checks.that(
        window.toSeconds() >= 1 && window.toSeconds() <= 300, "window", window, "1 s to 5 min");
    Checks.that(minimumCalls >= 1, "minimumCalls", minimumCalls, "at least 1");
    Checks.positive("openFor", openFor);
    Checks.that(probes >= 1, "probes", probes, "at least 1");
    Checks.that(!fairWait.isNegative(), "fairWait", fairWait, "not negative");
  }

  /** The same with other slow calls: for methods that wait by design. */
  public BreakerPolicy withSlowCalls(float percent, Duration after) {
    return new BreakerPolicy(
        failurePercent, percent, after, window, minimumCalls, openFor, probes, fairWait);
  }

  /** The same over another window. */
  public BreakerPolicy withWindow(Duration length, int calls) {
    return new BreakerPolicy(
        failurePercent, slowPercent, slowAfter, length, calls, openFor, probes, fairWait);
  }

  /** The same with another way back. */
  public BreakerPolicy withHalfOpen(Duration after, int calls) {
    return new BreakerPolicy(
        failurePercent, slowPercent, slowAfter, window, minimumCalls, after, calls, fairWait);
  }
}
