// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How much of one kind of work may be going on in this instance, so that a part of the shop that
 * hangs holds only its own share, and rest while that part is away: then one task at a time asks
 * whether it is back, and its success wakes the others, which meanwhile wait untouched in the order
 * in which they came.
 *
 * <p>Some work may hold only a share of a lane's places, and takes at most half of what is free. It
 * rests when the whole lane does, and asks for itself whether the part is back.
 *
 * <p>Thread-safe.
 */
final class Lane {
  /** One order that can't be helped is no sign that a part is away; several in a row are. */
  private static final int FAILURES_UNTIL_REST = 5;

  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final LaneName name;
  private final int width;
  private final LongSupplier nanoTime;

  /** The lane of which this is a share; itself, unless it is one. Its lock guards all below. */
  private final Lane whole;

  /** Its own places and those of its shares. */
  private int busy;

  private int lentToShares;
  private boolean backlog;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long nextProbeNanos;
  // Of the whole only.
  private final List<Lane> shares = new ArrayList<>();
  private int failuresInRow;

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
    this.whole = this;
  }

  private Lane(LaneName name, Lane whole) {
    this.name = name;
    this.width = Math.max(1, whole.width / 2);
    this.nanoTime = whole.nanoTime;
    this.whole = whole;
  }

  /** A lane of work that may hold at most half of the places of this one. */
  Lane half(LaneName shareName) {
    Lane share = new Lane(shareName, this);
    synchronized (whole) {
      shares.add(share);
    }
    return share;
  }

  LaneName name() {
    return name;
  }

  /**
   * Takes one place for work that was not in the queue, unless all are taken or some in the queue
   * were first. For a caller who waits, a lane never rests.
   */
  boolean enter() {
    synchronized (whole) {
      return free() > 0 && (!backlog || isAtRest()) && take(1) == 1;
    }
  }

  /** Takes as many places as there may be work for, at most; gives how many. */
  int enterUpTo(int most) {
    synchronized (whole) {
      return take(Math.min(Math.min(most, free()), isAtRest() ? probes() : most));
    }
  }

  /** The same for work that asks nobody: it goes on while the lane rests or its share is taken. */
  int enterDespiteRest(int most) {
    synchronized (whole) {
      return take(Math.min(most, whole == this ? free() : whole.free() / 2));
    }
  }

  /** Whether there was more in the queue than there were places, when last looked. */
  void setBacklog(boolean moreThanPlaces) {
    synchronized (whole) {
      backlog = moreThanPlaces;
    }
  }

  /** Gives places back that were not used. */
  void leave(int places) {
    synchronized (whole) {
      take(-places);
    }
  }

  /** Gives the place back of work to which the part answered, whatever it answered. */
  void leaveAnswered() {
    synchronized (whole) {
      take(-1);
      whole.failuresInRow = 0;
      whole.pauseNanos = FIRST_PAUSE_NANOS;
      whole.shares.forEach(share -> share.pauseNanos = FIRST_PAUSE_NANOS);
    }
  }

  /** Gives the place back of work that ended without an answer. */
  void leaveUnanswered() {
    synchronized (whole) {
      take(-1);
      whole.failuresInRow++;
      if (isAtRest()) {
        nextProbeNanos = nanoTime.getAsLong() + pauseNanos;
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
      }
    }
  }

  boolean isAtRest() {
    synchronized (whole) {
      return whole.failuresInRow >= FAILURES_UNTIL_REST;
    }
  }

  // Those below are called with the lock.

  private int free() {
    int mine = Math.max(0, width - busy);
    return whole == this ? mine : Math.min(mine, (whole.free() + 1) / 2);
  }

  private int take(int places) {
    busy += places;
    if (whole != this) {
      whole.busy += places;
      whole.lentToShares += places;
    }
    return places;
  }

  private int probes() {
    return busy == lentToShares && nanoTime.getAsLong() - nextProbeNanos >= 0 ? 1 : 0;
  }
}
