// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.time.Duration;

/**
 * When shoppers come: evenly, once their rate has grown in a straight line from nothing.
 *
 * @param perSecond the rate, in the end
 * @param growing how long until then; may be zero
 */
public record Arrivals(double perSecond, Duration growing) {
  /** At that rate from the first one on. */
  public static Arrivals even(double perSecond) {
    return new Arrivals(perSecond, Duration.ZERO);
  }

  /** How long after the begin the shopper of this number, from 0, is due. In nanoseconds. */
  long dueNanos(int number) {
    double seconds = growing.toNanos() / 1e9;
    return (long)
        (1e9
            * (isGrowing(number)
                ? Math.sqrt(2 * number * seconds / perSecond)
                : seconds / 2 + number / perSecond));
  }

  /** Whether the shopper of this number, from 0, comes while the rate grows. */
  boolean isGrowing(int number) {
    return number < perSecond * (growing.toNanos() / 1e9) / 2;
  }
}
