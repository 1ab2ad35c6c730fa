// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the worker of this process when there is something to do, so that nothing waits for its
 * next look and it need not look often. Thread-safe.
 */
final class TaskBell {
  private final Semaphore rung = new Semaphore(0);
  private volatile boolean backlog;

  void ring() {
    rung.release();
  }

  /** Work has ended: there is room, which matters only when something waits for it. */
  void ringIfBacklog() {
    if (backlog) {
      ring();
    }
  }

  /** Whether the last look found more than there was room for. */
  void setBacklog(boolean moreThanRoom) {
    backlog = moreThanRoom;
  }

  /** Waits until it is rung, but not longer. */
  void await(Duration longest) throws InterruptedException {
    if (rung.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      rung.drainPermits();
    }
  }
}
