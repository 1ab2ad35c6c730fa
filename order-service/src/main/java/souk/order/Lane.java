// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How much of one kind of work may be going on in this instance, so that a part of the shop that
 * hangs holds only its own share, and rest while that part is away: then one task at a time asks
 * whether it is back, and its success wakes the others, which meanwhile wait untouched in the order
 * in which they came. Thread-safe.
 */
final class Lane {
  /** One order that can't be helped is no sign that a part is away; several in a row are. */
  private static final int FAILURES_UNTIL_REST = 5;

  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final LaneName name;
  private final int width;
  private final LongSupplier nanoTime;

  // All below are guarded by this.
  private int busy;
  private boolean backlog;
  private int failuresInRow;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long nextProbeNanos;

  /**
   * @param width how many tasks may be worked on at once
   * @param nanoTime as {@link System#nanoTime()}
   */
  Lane(LaneName name, int width, LongSupplier nanoTime) {
    if (width < 1) {
      throw new IllegalArgumentException("width: " + width + " (expected: above 0)");
    }
    this.name = name;
    this.width = width;
    this.nanoTime = nanoTime;
  }

  LaneName name() {
    return name;
  }

  /**
   * Takes one place for work that was not in the queue, unless all are taken or some in the queue
   * were first. For a caller who waits, a lane never rests.
   */
  synchronized boolean enter() {
    if (busy >= width || (backlog && !isAtRest())) {
      return false;
    }
    busy++;
    return true;
  }

  /** Takes as many places as there may be work for, at most; gives how many. */
  synchronized int enterUpTo(int most) {
    return take(Math.min(most, isAtRest() ? probes() : width - busy));
  }

  /** The same for work that asks nobody, and so goes on while the lane rests. */
  synchronized int enterDespiteRest(int most) {
    return take(Math.min(most, width - busy));
  }

  /** Whether there was more in the queue than there were places, when last looked. */
  synchronized void setBacklog(boolean moreThanPlaces) {
    backlog = moreThanPlaces;
  }

  /** Gives places back that were not used. */
  synchronized void leave(int places) {
    busy -= places;
  }

  /** Gives the place back of work to which the part answered, whatever it answered. */
  synchronized void leaveAnswered() {
    busy--;
    failuresInRow = 0;
    pauseNanos = FIRST_PAUSE_NANOS;
  }

  /** Gives the place back of work that ended without an answer. */
  synchronized void leaveUnanswered() {
    busy--;
    failuresInRow++;
    if (isAtRest()) {
      nextProbeNanos = nanoTime.getAsLong() + pauseNanos;
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }
  }

  synchronized boolean isAtRest() {
    return failuresInRow >= FAILURES_UNTIL_REST;
  }

  private int take(int places) {
    busy += places;
    return places;
  }

  private int probes() {
    return busy == 0 && nanoTime.getAsLong() - nextProbeNanos >= 0 ? 1 : 0;
  }
}
