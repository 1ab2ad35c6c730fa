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
 * @param lossPercent of the packets between the caller and the wire, in each direction; needs what
 *     {@link PacketLoss#missing} says
 * @param passage what comes through
 */
public record Weather(
    Duration delay, Duration jitter, double resetsPerSecond, int lossPercent, Passage passage) {
  private static final int MOST_PERCENT = 100;

  public static final Weather CLEAR = new Weather(Duration.ZERO, Duration.ZERO, 0, 0, Passage.FREE);

  /** Nothing comes through in either direction; what was sent meanwhile comes late. */
  public static final Weather PARTITION = CLEAR.with(Passage.HELD);

  /** The callee hears everything, the caller nothing. */
  public static final Weather ONE_WAY = CLEAR.with(Passage.ANSWERS_HELD);

  /** Everything is done, and nobody is told. */
  public static final Weather ANSWERS_LOST = CLEAR.with(Passage.ANSWERS_LOST);

  public Weather {
    if (delay.isNegative() || jitter.isNegative() || jitter.compareTo(delay) > 0) {
      throw new IllegalArgumentException(
          delay + " ± " + jitter + " (expected: a jitter of at most the delay)");
    }
    if (resetsPerSecond < 0 || resetsPerSecond > 1) {
      throw new IllegalArgumentException("resets: " + resetsPerSecond + " (expected: 0 to 1)");
    }
    if (lossPercent < 0 || lossPercent > MOST_PERCENT) {
      throw new IllegalArgumentException("loss: " + lossPercent + " (expected: 0 to 100 percent)");
    }
  }

  /** So slow in each direction. */
  public static Weather slow(Duration delay, Duration jitter) {
    return new Weather(delay, jitter, 0, 0, Passage.FREE);
  }

  /** The same with resets. */
  public Weather withResets(double perSecond) {
    return new Weather(delay, jitter, perSecond, lossPercent, passage);
  }

  /** The same with packets that are lost. */
  public Weather withLoss(int percent) {
    return new Weather(delay, jitter, resetsPerSecond, percent, passage);
  }

  /** The same where that comes through. */
  public Weather with(Passage other) {
    return new Weather(delay, jitter, resetsPerSecond, lossPercent, other);
  }

  boolean holdsRequests() {
    return passage == Passage.HELD;
  }

  boolean holdsAnswers() {
    return passage == Passage.HELD || passage == Passage.ANSWERS_HELD;
  }
}
