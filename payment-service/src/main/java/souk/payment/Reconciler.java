// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has this instance take its turns at reconciling, on a thread of its own. Thread-safe. */
final class Reconciler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private final Reconciliation reconciliation;
  private final String holder;
  private final Duration interval;
  private final RandomGenerator random;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  // Confined to the thread.
  private boolean fails;

  /**
   * @param holder this instance's name
   * @param interval how often it asks whether a turn is due
   * @param random thread-safe
   */
  Reconciler(
      Reconciliation reconciliation, String holder, Duration interval, RandomGenerator random) {
    this.reconciliation = reconciliation;
    this.holder = holder;
    this.interval = interval;
    this.random = random;
    this.thread = Thread.ofPlatform().name("reconciler").daemon().unstarted(this::takeTurns);
  }

  /** Begins; once. */
  Reconciler start() {
    thread.start();
    return this;
  }

  private void takeTurns() {
    try {
      boolean more = false;
      while (!closing.await(more ? 0 : pauseMillis(), TimeUnit.MILLISECONDS)) {
        more = takeTurn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Half of it random, so that instances that were started together don't ask together. */
  private long pauseMillis() {
    long half = interval.toMillis() / 2;
    return half + random.nextLong(half + 1);
  }

  private boolean takeTurn() {
    try {
      boolean more = reconciliation.takeTurn(holder);
      if (fails) {
        log.info("reconciles with the acquirer's statement again");
      }
      fails = false;
      return more;
    } catch (Turn.Lost late) {
      log.warn("{}", late.getMessage());
      return false;
    } catch (RuntimeException failure) {
      if (!fails && closing.getCount() > 0) {
        log.warn("can't reconcile with the acquirer's statement; tries on", failure);
      }
      fails = true;
      return false;
    }
  }

  /** Ends the turn that is under way, if it lasts: the next one goes on from where it came to. */
  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
