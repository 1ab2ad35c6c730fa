// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One leadership, from an election until it is lost. Thread-safe.
 *
 * <p>"I lead" may be out of date by the time a write arrives where it is stored: this process may
 * be paused for an hour between the two. So whatever is written must carry the {@link #epoch}, and
 * the store must refuse one that is lower than the highest it has seen, in the transaction that
 * writes.
 */
public final class Leadership {
  private final long epoch;
  private final Consumer<String> onEnd;
  private final LongConsumer onOutranked;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private boolean ended;
  private long endsNanos;

  /**
   * @param endsNanos by {@link System#nanoTime}, unless renewed
   * @param onEnd called once with the reason, when it is lost, on any thread
   * @param onOutranked called with the higher epoch
   */
  Leadership(long epoch, long endsNanos, Consumer<String> onEnd, LongConsumer onOutranked) {
    this.epoch = epoch;
    this.endsNanos = endsNanos;
    this.onEnd = onEnd;
    this.onOutranked = onOutranked;
  }

  /** The number of this leadership: 1 or more, and higher than of any before it. */
  public long epoch() {
    return epoch;
  }

  /**
   * Whether this process still leads, as far as it can know by itself: false as soon as it could
   * not renew for the time to live, whatever Consul says. Does not block.
   */
  public boolean isHeld() {
    lock.lock();
    try {
      return !ended && endsNanos - System.nanoTime() > 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells the election that the store has seen a higher epoch, as after Consul has lost its data:
   * this leadership is given up, and the next one of this candidate gets a higher one than that.
   * Does not block; does nothing if the epoch is not higher.
   */
  public void outrankedBy(long higherEpoch) {
    if (higherEpoch > epoch) {
      onOutranked.accept(higherEpoch);
    }
  }

  /** Begins to watch the clock, on a thread that ends with the leadership. */
  void begin() {
    Thread.ofVirtual().name("consul: leadership " + epoch).start(this::endInTime);
  }

  /** Moves the end; false when it has come already. */
  boolean renew(long newEndsNanos) {
    lock.lock();
    try {
      if (!isHeld()) {
        return false;
      }
      endsNanos = newEndsNanos;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends it now, if it has not ended. */
  void end(String why) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    onEnd.accept(why);
  }

  private void endInTime() {
    lock.lock();
    try {
      while (!ended && isHeld()) {
        changed.awaitNanos(endsNanos - System.nanoTime());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      lock.unlock();
    }
    end("not renewed in time");
  }

  @Override
  public String toString() {
    return "Leadership[epoch=" + epoch + "]";
  }
}
