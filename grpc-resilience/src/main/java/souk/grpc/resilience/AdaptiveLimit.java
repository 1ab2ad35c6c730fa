// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.Deadline;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many calls at once do this process good. By how long calls wait until their work begins: if
 * three of four in a window waited long, the process has more to do than it can, and the limit
 * shrinks by a tenth; else it grows by a twentieth, unless there were too few to tell and some of
 * them waited. A pause of the collector delays few of a window's calls so much. CoDel's rule, that
 * even the quickest waited long, would hold for one queue; an executor has several, and some call
 * always finds a short one.
 *
 * <p>It is not by how long calls take, as the gradient limiters of concurrency-limits measure it: a
 * shop's call mostly waits for others, and one slow payment service would make its callers refuse
 * what has nothing to do with it. What waits for others is bounded by the most that the limit grows
 * to, and by bulkheads. Thread-safe.
 */
final class AdaptiveLimit {
  private static final Logger log = LoggerFactory.getLogger(AdaptiveLimit.class);

  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LONG_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int ENOUGH_CALLS = 10;
  private static final double MOST_CALLS = 0.75;
  private static final double SHRINK = 0.9;
  private static final double GROW = 1.05;
  private static final int SMALLEST_PART = 8;

  private final int most;
  private final int least;
  private final Deadline.Ticker ticker;

  // Guarded by this.
  private int limit;
  private int underWay;
  private long windowNanos;
  private int begun;
  private int waitedLong;
  private boolean shrunk;

  /**
   * @param most what it starts with and never exceeds; an eighth of it is the least
   */
  AdaptiveLimit(int most, Deadline.Ticker ticker) {
    this.most = most;
    this.least = Math.max(1, most / SMALLEST_PART);
    this.ticker = ticker;
    this.limit = most;
    this.windowNanos = ticker.nanoTime();
  }

  /** A place for a call, which then waits to begin, or none. */
  synchronized boolean tryEnter(CallPriority priority) {
    turnWindow();
    if (underWay >= Math.max(1, (int) (limit * priority.part))) {
      return false;
    }
    underWay++;
    return true;
  }

  /**
   * A call's work begins.
   *
   * @param waitedNanos for its turn, without what it waited for its caller
   */
  synchronized void began(long waitedNanos) {
    turnWindow();
    begun++;
    if (waitedNanos > LONG_WAIT_NANOS) {
      waitedLong++;
    }
  }

  synchronized void leave() {
    underWay--;
  }

  synchronized int limit() {
    return limit;
  }

  synchronized int underWay() {
    return underWay;
  }

  private void turnWindow() {
    long now = ticker.nanoTime();
    if (now - windowNanos < WINDOW_NANOS) {
      return;
    }
    if (begun >= ENOUGH_CALLS && waitedLong >= begun * MOST_CALLS) {
      shrink();
    } else if (begun >= ENOUGH_CALLS || waitedLong == 0) {
      limit = Math.min(most, (int) (limit * GROW) + 1);
      shrunk &= limit < most;
    }
    windowNanos = now;
    begun = 0;
    waitedLong = 0;
  }

  private void shrink() {
    limit = Math.max(least, (int) (limit * SHRINK));
    if (!shrunk) {
      shrunk = true;
      log.atWarn()
          .addKeyValue("limit", limit)
          .log("calls wait long to begin: fewer at once, {} of {}", limit, most);
    }
  }
}
