// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Takes CPU time away from instances: of each tenth of a second they stand still for a part. All of
 * it is done by one thread. That needs no rights but those over one's own processes, and it takes
 * the time whether or not the machine has it to spare. Thread-safe.
 */
final class Throttle implements AutoCloseable {
  /** Instead of a percentage: nothing is taken away. */
  static final int OFF = 100;

  private static final long PERIOD_MILLIS = 100;
  private static final long SECONDS_TO_END = 2;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("throttle").factory());
  // Guarded by this.
  private final Map<Instance, Cycle> cycles = new HashMap<>();

  /** Standing still and going on in turn, until it is over. */
  private final class Cycle {
    private final Instance instance;
    private volatile int percent;

    Cycle(Instance instance, int percent) {
      this.instance = instance;
      this.percent = percent;
    }

    void standStill() {
      if (percent == OFF || timer.isShutdown()) {
        return;
      }
      try {
        instance.standStill();
      } finally {
        next(this::goOn, PERIOD_MILLIS - percentOfPeriod());
      }
    }

    void goOn() {
      instance.goOn();
      if (percent != OFF && !timer.isShutdown()) {
        next(this::standStill, percentOfPeriod());
      }
    }

    private long percentOfPeriod() {
      return PERIOD_MILLIS * percent / OFF;
    }

    private void next(Runnable step, long millis) {
      var unused = timer.schedule(() -> loudly(step), millis, TimeUnit.MILLISECONDS);
    }

    private void loudly(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException e) {
        System.err.println("souk: " + instance.name() + " is not throttled as it should be: " + e);
      }
    }
  }

  /**
   * From now on, also after another start.
   *
   * @param percent of the time in which it may run, from 1; {@link #OFF} for all of it
   */
  synchronized void set(Instance instance, int percent) {
    if (percent < 1 || percent > OFF) {
      throw new IllegalArgumentException("percent: " + percent + " (expected: 1 to 100)");
    }
    instance.strain().leaveCpu(percent);
    Cycle cycle = percent == OFF ? cycles.remove(instance) : cycles.get(instance);
    if (cycle != null) {
      cycle.percent = percent;
    } else if (percent != OFF) {
      Cycle begun = new Cycle(instance, percent);
      cycles.put(instance, begun);
      begun.next(begun::standStill, 0);
    }
  }

  /** Lets all go on, for good. */
  @Override
  public void close() {
    // Whoever stands still has a task that lets it go on, which is still run.
    timer.shutdown();
    try {
      if (!timer.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      cycles.keySet().forEach(Instance::goOn);
      cycles.clear();
    }
  }
}
