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
 * <p>They don't come all at once, since against all that has gathered neither a part that is just
 * back nor those who wait for an answer would have a chance: a lane that has rested begins with one
 * place for what is in the queue, and has one more after each round of answers (as TCP's additive
 * increase, RFC 5681, 3.1: if answers are slow it is to be slow, too), and all when nothing is left
 * of what had gathered. For work that nobody waits for it opens to a part of its width only, so
 * that a burst of it is stretched, and further when what is in the queue is late.
 *
 * <p>Some work may hold only a share of a lane's places, and takes at most half of what is free. It
 * rests when the whole lane does, and asks for itself whether the part is back.
 *
 * <p>Thread-safe.
 */
final class Lane {
  /** One order that can't be helped is no sign that a part is away; several in a row are. */
  private static final int FAILURES_UNTIL_REST = 5;

  private static final int PATIENT_PART = 4;
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

  /** How many places there are for what is in the queue: so many here, and so many in a share. */
  private int open;

  /** How far it opens while nothing in the queue is late. */
  private final int openInTime;

  private int answersSinceOneMore;
  private boolean late;

  /**
   * @param width how many tasks may be worked on at once
   * @param openInTime how many that come from the queue, while nothing in it is late
   * @param nanoTime as {@link System#nanoTime()}
   */
  private Lane(LaneName name, int width, int openInTime, LongSupplier nanoTime) {
    if (width < 1) {
      throw new IllegalArgumentException("width: " + width + " (expected: above 0)");
    }
    this.name = name;
    this.width = width;
    this.openInTime = openInTime;
    this.nanoTime = nanoTime;
    this.whole = this;
    this.open = openInTime;
    this.nextProbeNanos = nanoTime.getAsLong();
  }

  /**
   * A lane of work that somebody waits for.
   *
   * @param width how many tasks may be worked on at once
   * @param nanoTime as {@link System#nanoTime()}
   */
  static Lane urgent(LaneName name, int width, LongSupplier nanoTime) {
    return new Lane(name, width, width, nanoTime);
  }

  /** A lane of work that nobody waits for. */
  static Lane patient(LaneName name, int width, LongSupplier nanoTime) {
    return new Lane(name, width, Math.max(1, width / PATIENT_PART), nanoTime);
  }

  private Lane(LaneName name, Lane whole, int width) {
    this.name = name;
    this.width = width;
    this.nanoTime = whole.nanoTime;
    this.whole = whole;
    this.openInTime = width;
    this.nextProbeNanos = nanoTime.getAsLong();
  }

  /** A lane of work that may hold at most half of the places of this one. */
  Lane half(LaneName shareName) {
    return share(new Lane(shareName, this, Math.max(1, width / 2)));
  }

  /** The places of this one for callers who wait, whose work was not in the queue. */
  Lane forCallers() {
    return share(new Lane(name, this, width));
  }

  private Lane share(Lane share) {
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
   * were first. For a caller who waits, a lane never rests, nor does it wake step by step; but the
   * places that it has for what is in the queue meanwhile are kept for that.
   */
  boolean enter() {
    synchronized (whole) {
      if (whole.backlog && !restsOrWakes()) {
        return false;
      }
      int kept = whole.backlog ? whole.opened() : 0;
      return whole.free() > kept && free() > 0 && take(1) == 1;
    }
  }

  /** Takes as many places as there may be work for, at most; gives how many. */
  int enterUpTo(int most) {
    synchronized (whole) {
      return take(Math.min(Math.min(most, free()), isAtRest() ? probes() : opened()));
    }
  }

  /** The same for work that asks nobody: it goes on while the lane rests or its share is taken. */
  int enterDespiteRest(int most) {
    synchronized (whole) {
      return take(Math.min(most, whole == this ? free() : whole.free() / 2));
    }
  }

  /**
   * Whether there was more in the queue than there were places, or no place to take any. If not,
   * nothing has gathered, and a lane that wakes is awake.
   */
  void setBacklog(boolean moreThanPlaces) {
    synchronized (whole) {
      backlog = moreThanPlaces;
      if (!isAtRest() && !whole.backlog && whole.shares.stream().noneMatch(s -> s.backlog)) {
        whole.open = Math.max(whole.open, whole.openInTime);
      }
    }
  }

  /** Whether what was taken from the queue last had been due for long. */
  void setLate(boolean dueForLong) {
    synchronized (whole) {
      whole.late = dueForLong;
      if (!dueForLong && whole.open > whole.openInTime) {
        whole.open--;
      }
    }
  }

  /** Gives places back that were not used. */
  void leave(int places) {
    synchronized (whole) {
      take(-places);
    }
  }

  /** Gives the place back of work that was done without asking the part. */
  void leaveUnasked() {
    synchronized (whole) {
      take(-1);
      if (!isAtRest()) {
        whole.openOneMoreAfterEachRound();
      }
    }
  }

  /** Gives the place back of work to which the part answered, whatever it answered. */
  void leaveAnswered() {
    synchronized (whole) {
      take(-1);
      whole.failuresInRow = 0;
      whole.openOneMoreAfterEachRound();
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
        whole.open = 1;
        whole.answersSinceOneMore = 0;
      }
    }
  }

  boolean isAtRest() {
    synchronized (whole) {
      return whole.failuresInRow >= FAILURES_UNTIL_REST;
    }
  }

  /** Whether it rests, or has not all of its places again since it did. */
  boolean restsOrWakes() {
    synchronized (whole) {
      return isAtRest() || whole.open < whole.openInTime;
    }
  }

  // Those below are called with the lock.

  private int free() {
    int mine = Math.max(0, width - busy);
    return whole == this ? mine : Math.min(mine, (whole.free() + 1) / 2);
  }

  private int opened() {
    return Math.max(0, whole.open - (busy - lentToShares));
  }

  private void openOneMoreAfterEachRound() {
    if (open >= (late ? width : openInTime)) {
      return;
    }
    answersSinceOneMore++;
    if (answersSinceOneMore >= open) {
      open++;
      answersSinceOneMore = 0;
    }
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
