// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.grpc.consul.ConsulElection;
import souk.grpc.consul.Leadership;

/**
 * Has this instance take turns at reconciling while it leads, on a thread of its own. Thread-safe.
 */
final class Reconciler implements ConsulElection.Listener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private final Reconciliation reconciliation;
  private final String name;
  private final Duration interval;
  private final RandomGenerator random;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile @Nullable Leadership leadership;
  private volatile boolean closing;
  // Confined to the thread.
  private boolean fails;

  /**
   * @param name this instance's
   * @param interval how often a leader asks whether a turn is due
   * @param random thread-safe
   */
  Reconciler(
      Reconciliation reconciliation, String name, Duration interval, RandomGenerator random) {
    this.reconciliation = reconciliation;
    this.name = name;
    this.interval = interval;
    this.random = random;
    this.thread = Thread.ofPlatform().name("reconciler").daemon().unstarted(this::takeTurns);
  }

  /** Begins; once. */
  Reconciler start() {
    thread.start();
    return this;
  }

  @Override
  public void elected(Leadership won) {
    leadership = won;
    wake.release();
  }

  /** A turn that is under way ends by itself: what it writes from now on may be refused. */
  @Override
  public void lost(Leadership lost) {
    leadership = null;
  }

  private void takeTurns() {
    try {
      boolean more = false;
      while (!closing) {
        if (!more && wake.tryAcquire(pauseMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
        Leadership held = leadership;
        more = held != null && held.isHeld() && takeTurn(held);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Half of it random, so that a turn does not keep step with anything. */
  private long pauseMillis() {
    long half = interval.toMillis() / 2;
    return half + random.nextLong(half + 1);
  }

  private boolean takeTurn(Leadership held) {
    try {
      boolean more = reconciliation.takeTurn(name, held.epoch());
      if (fails) {
        log.info("reconciles with the acquirer's statement again");
      }
      fails = false;
      return more;
    } catch (Turn.Lost late) {
      log.warn("{}", late.getMessage());
      // If it was no later leader, Consul has lost its count: the next leadership must be higher,
      // also when another got this very number from it.
      held.outrankedBy(Math.max(late.by(), held.epoch() + 1));
      return false;
    } catch (RuntimeException failure) {
      if (!fails && !closing) {
        log.warn("can't reconcile with the acquirer's statement; tries on", failure);
      }
      fails = true;
      return false;
    }
  }

  /** Ends the turn that is under way, if it lasts: the next one goes on from where it came to. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
