// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Lets shoppers come when they are due, whatever the shop does. Only until their rate has grown and
 * settled it waits for the shop, and all who follow come so much later: a cold shop that all come
 * to however few it serves turns most away, they come again, and that keeps it from serving the
 * others, for a minute after it could have served them all.
 *
 * <p>Used by the thread that sends the shoppers; {@link #leave} and {@link #isHoldingUp} by any.
 */
final class Pacer {
  private static final int FEWEST = 4;

  private final Arrivals arrivals;
  private final LongConsumer settled;
  private final Duration longestHold;
  private final Semaphore room;
  private final long begin = System.nanoTime();
  private long lastHeld = begin;
  private long heldNanos;
  private int number;
  private boolean settling = true;

  /** One who comes, due at that time ({@link System#nanoTime}). */
  record Arrival(long due, boolean takesRoom) {}

  /**
   * Begins now. Until the rate has settled, at most as many are in the shop as are to come in half
   * a second, or four.
   *
   * @param settled called once, when it has, with the time since when nobody had to wait ({@link
   *     System#nanoTime})
   * @param longestHold all waits for the shop together; then everybody comes all the same, and
   *     finds out that it serves nobody
   */
  Pacer(Arrivals arrivals, LongConsumer settled, Duration longestHold) {
    this.arrivals = arrivals;
    this.settled = settled;
    this.longestHold = longestHold;
    this.room = new Semaphore((int) Math.max(FEWEST, arrivals.perSecond() / 2));
  }

  /** When the next one is ({@link System#nanoTime}). */
  long due() {
    return begin + heldNanos + arrivals.dueNanos(number);
  }

  /** Waits until the next one is due, and until the rate has settled also for room. */
  Arrival next() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(due() - System.nanoTime());
    if (!arrivals.isHeldUp(number)) {
      hasSettled();
    }
    boolean takesRoom = settling && awaitRoom();
    Arrival arrival = new Arrival(due(), takesRoom);
    number++;
    return arrival;
  }

  private boolean awaitRoom() throws InterruptedException {
    if (room.tryAcquire()) {
      return true;
    }
    boolean gotIt = room.tryAcquire(longestHold.toNanos() - heldNanos, TimeUnit.NANOSECONDS);
    lastHeld = System.nanoTime();
    heldNanos += lastHeld - due();
    return gotIt;
  }

  /** Whether somebody is due who has to wait for room. For any thread. */
  boolean isHoldingUp() {
    return room.hasQueuedThreads();
  }

  /** That one is in the shop no more. */
  void leave(Arrival arrival) {
    if (arrival.takesRoom()) {
      room.release();
    }
  }

  /** Nobody else comes. */
  void end() {
    hasSettled();
  }

  private void hasSettled() {
    if (settling) {
      settling = false;
      settled.accept(lastHeld);
    }
  }
}
