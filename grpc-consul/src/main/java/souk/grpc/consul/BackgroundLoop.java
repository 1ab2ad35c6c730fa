// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Consul again and again on a virtual thread of its own, until closed: paced while it answers,
 * backing off while it does not, and never ending by itself. Logs the first failure of a row, each
 * change of its kind, and its end.
 */
final class BackgroundLoop {
  private static final Logger log = LoggerFactory.getLogger(BackgroundLoop.class);

  /** What the loop does. Both methods are called on the loop's thread only. */
  interface Task {
    /** One round: asks, and acts on the answer. */
    void round(BackgroundLoop loop) throws ConsulException;

    /** A round ended so; the next follows after a pause. */
    void failed(ConsulException failure);
  }

  /** A question that may wait for long. */
  interface Question<T> {
    T ask() throws ConsulException;
  }

  private final String name;
  private final Task task;
  private final Backoff backoff;
  private final Pace pace;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();

  // Guarded by the lock.
  private boolean closed;
  private boolean woken;
  private boolean waiting;

  // Of the loop's thread only.
  private @Nullable Class<? extends ConsulException> failing;

  /**
   * @param name for the thread and the log: what this loop is about
   */
  BackgroundLoop(String name, Task task, RandomGenerator random) {
    this.name = name;
    this.task = task;
    this.backoff = new Backoff(random);
    this.pace = new Pace(System::nanoTime);
    this.thread = Thread.ofVirtual().name("consul: " + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Ends a pause or a wait for Consul, so that the next round begins now (at the loop's pace). */
  void wake() {
    lock.lock();
    try {
      woken = true;
      wake.signalAll();
      if (waiting) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the loop; a round that is not waiting for Consul is let finish. Does not block. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    wake();
  }

  /** Waits for the end of the loop after {@link #close}, and says whether it came in time. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return thread.join(atMost);
  }

  /** Asks such that {@link #wake} and {@link #close} end the wait. Elsewhere nothing interrupts. */
  <T> T waitFor(Question<T> question) throws ConsulException {
    setWaiting(true);
    try {
      return question.ask();
    } finally {
      setWaiting(false);
    }
  }

  private void setWaiting(boolean now) {
    lock.lock();
    try {
      waiting = now;
      if (now && woken) {
        thread.interrupt();
      } else {
        // One that came too late to end the wait must not end the next.
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Duration pause = Duration.ZERO;
    while (pauseFor(pause)) {
      pause = round();
    }
  }

  /** One round; returns the pause that its end asks for. */
  private Duration round() {
    try {
      task.round(this);
      backoff.reset();
      if (failing != null) {
        failing = null;
        log.info("{}: Consul answers again", name);
      }
      return Duration.ZERO;
    } catch (ConsulException e) {
      return afterFailure(e);
    } catch (RuntimeException e) {
      log.error("{}: a bug; going on", name, e);
      return backoff.next();
    }
  }

  private Duration afterFailure(ConsulException failure) {
    if (interrupted()) {
      return Duration.ZERO;
    }
    task.failed(failure);
    if (failing != failure.getClass()) {
      failing = failure.getClass();
      log.warn("{}: {}; trying again until it works", name, failure.getMessage());
    }
    return backoff.next();
  }

  /** Whether a failure is our own doing. */
  private boolean interrupted() {
    lock.lock();
    try {
      return closed || woken;
    } finally {
      lock.unlock();
    }
  }

  /** Pauses, at least for what the pace asks for; false when the loop is to end. */
  private boolean pauseFor(Duration pause) {
    long pacedNanos = pace.take().toNanos();
    long restNanos = pause.toNanos() - pacedNanos;
    lock.lock();
    try {
      while (!closed && pacedNanos > 0) {
        pacedNanos = wake.awaitNanos(pacedNanos);
      }
      while (!closed && !woken && restNanos > 0) {
        restNanos = wake.awaitNanos(restNanos);
      }
      woken = false;
      return !closed;
    } catch (InterruptedException e) {
      throw new IllegalStateException("only this class interrupts, and only waits for Consul", e);
    } finally {
      lock.unlock();
    }
  }
}
