// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long the acquirer is asked again within one call: until the caller's deadline, with pauses
 * that double and are half random. Thread-safe; each {@link Spell} is one call's.
 *
 * @param withoutDeadline how long for a caller that set none
 * @param random thread-safe
 */
record Patience(
    Duration withoutDeadline, Duration firstPause, Duration longestPause, RandomGenerator random) {
  private static final long TIME_FOR_ONE_MORE = TimeUnit.MILLISECONDS.toNanos(250);

  Spell begin() {
    Deadline inherited = Context.current().getDeadline();
    Deadline end =
        inherited == null
            ? Deadline.after(withoutDeadline.toNanos(), TimeUnit.NANOSECONDS)
            : inherited;
    return new Spell(end);
  }

  /** One call's. Confined to its thread. */
  final class Spell {
    private final Deadline end;
    private long pauseNanos = firstPause.toNanos();

    private Spell(Deadline end) {
      this.end = end;
    }

    /**
     * Waits before the next time.
     *
     * @return false, at once, when there would be no time left for it or nobody waits any more
     */
    boolean pause() {
      long pause = pauseNanos / 2 + random.nextLong(pauseNanos / 2 + 1);
      pauseNanos = Math.min(2 * pauseNanos, longestPause.toNanos());
      long left = end.timeRemaining(TimeUnit.NANOSECONDS);
      if (Context.current().isCancelled() || left < pause + TIME_FOR_ONE_MORE) {
        return false;
      }
      try {
        TimeUnit.NANOSECONDS.sleep(pause);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
