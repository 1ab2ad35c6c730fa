// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import souk.lab.load.Timeline;

/** Breaks an experiment off, by an interrupt of its thread, when its rule says so. */
final class Guard implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final int LEAST_REQUESTS = 20;

  private final Design.Abort rule;
  private final Timeline timeline;
  private final Thread watched;
  private final Thread thread;

  // Guarded by this.
  private boolean tripped;
  private boolean closed;

  private Guard(Design.Abort rule, Timeline timeline, Thread watched) {
    this.rule = rule;
    this.timeline = timeline;
    this.watched = watched;
    this.thread = Thread.ofVirtual().name("guard").unstarted(this::watch);
  }

  /** Watches over the calling thread until it is closed. */
  static Guard over(Design.Abort rule, Timeline timeline) {
    Guard guard = new Guard(rule, timeline, Thread.currentThread());
    guard.thread.start();
    return guard;
  }

  /** Whether it has broken anything off. */
  synchronized boolean tripped() {
    return tripped;
  }

  /** Once this has returned nobody is interrupted any more. */
  @Override
  public synchronized void close() {
    closed = true;
    thread.interrupt();
    if (tripped) {
      // Who was at the end of the script already has not heard of it.
      var unused = Thread.interrupted();
    }
  }

  private synchronized void trip() {
    if (!closed) {
      tripped = true;
      watched.interrupt();
    }
  }

  private void watch() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
        Timeline.Figures lately = timeline.lately(TimeUnit.SECONDS.toNanos(rule.seconds()));
        if (lately.count() >= LEAST_REQUESTS && lately.failedPercent() > rule.failedPercent()) {
          trip();
          return;
        }
      }
    } catch (InterruptedException e) {
      // Closed: there is nothing to watch any more.
    }
  }
}
