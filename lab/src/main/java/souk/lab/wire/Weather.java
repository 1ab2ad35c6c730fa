// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import java.time.Duration;

/**
 * What a wire does to what it carries.
 *
 * @param delay of every piece of data, in each direction
 * @param jitter added to the delay or taken from it, at random
 * @param resetsPerSecond the chance of each connection to be reset within a second
 * @param requestsHeld whether nothing comes through to the callee, until the weather changes
 * @param answersHeld whether nothing comes back to the caller, until the weather changes
 * @param answersLost whether the connection is reset when an answer is on its way: the work is
 *     done, and nobody is told
 */
public record Weather(
    Duration delay,
    Duration jitter,
    double resetsPerSecond,
    boolean requestsHeld,
    boolean answersHeld,
    boolean answersLost) {
  public static final Weather CLEAR =
      new Weather(Duration.ZERO, Duration.ZERO, 0, false, false, false);

  /** Nothing comes through in either direction; what was sent meanwhile comes late. */
  public static final Weather PARTITION =
      new Weather(Duration.ZERO, Duration.ZERO, 0, true, true, false);

  /** The callee hears everything, the caller nothing. */
  public static final Weather ONE_WAY =
      new Weather(Duration.ZERO, Duration.ZERO, 0, false, true, false);

  /** Everything is done, and nobody is told. */
  public static final Weather ANSWERS_LOST =
      new Weather(Duration.ZERO, Duration.ZERO, 0, false, false, true);

  public Weather {
    if (delay.isNegative() || jitter.isNegative() || jitter.compareTo(delay) > 0) {
      throw new IllegalArgumentException(
          delay + " ± " + jitter + " (expected: a jitter of at most the delay)");
    }
    if (resetsPerSecond < 0 || resetsPerSecond > 1) {
      throw new IllegalArgumentException("resets: " + resetsPerSecond + " (expected: 0 to 1)");
    }
  }

  /** So slow in each direction. */
  public static Weather slow(Duration delay, Duration jitter) {
    return new Weather(delay, jitter, 0, false, false, false);
  }

  /** The same with resets. */
  public Weather withResets(double perSecond) {
    return new Weather(delay, jitter, perSecond, requestsHeld, answersHeld, answersLost);
  }
}
