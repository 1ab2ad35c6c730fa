// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.time.Duration;

/**
 * When shoppers come: evenly, once their rate has grown in a straight line from nothing.
 *
 * @param perSecond the rate, in the end
 * @param growing how long until then; may be zero
 * @param settling how long at that rate they still come only as the shop has room; may be zero
 */
public record Arrivals(double perSecond, Duration growing, Duration settling) {
  /** At that rate from the first one on. */
  public static Arrivals even(double perSecond) {
    return new Arrivals(perSecond, Duration.ZERO, Duration.ZERO);
  }

  /** How long after the begin the shopper of this number, from 0, is due. In nanoseconds. */
  long dueNanos(int number) {
    double seconds = seconds(growing);
    return (long)
        (1e9
            * (number < whileGrowing()
                ? Math.sqrt(2 * number * seconds / perSecond)
                : seconds / 2 + number / perSecond));
  }

  /** Whether the shopper of this number, from 0, comes only when the shop has room. */
  boolean isHeldUp(int number) {
    return number < whileGrowing() + perSecond * seconds(settling);
  }

  private double whileGrowing() {
    return perSecond * seconds(growing) / 2;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
