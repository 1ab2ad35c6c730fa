// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sleeps a little, again and again, and notes by how much it was woken too late, after jHiccup.
 * Thread-safe.
 */
public final class MachineWatch implements Runnable {
  private static final Duration NAP = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final double P99 = 99;

  private Optional<CpuTicks> begin = CpuTicks.now();
  private final Histogram late = new Histogram(LONGEST.toMillis(), 2);
  private Optional<CpuTicks> end = Optional.empty();
  private volatile boolean over;

  /** Forgets what was until now. */
  synchronized void beginAnew() {
    begin = CpuTicks.now();
    synchronized (late) {
      late.reset();
    }
  }

  /** Again is the same. */
  public synchronized void end() {
    if (!over) {
      end = CpuTicks.now();
      over = true;
    }
  }

  /** From when it was made, or has begun anew, until it was ended. */
  public synchronized Machine seen() {
    Optional<CpuTicks> used = begin.flatMap(then -> end.map(now -> now.minus(then)));
    synchronized (late) {
      return new Machine(
          Runtime.getRuntime().availableProcessors(),
          used.map(CpuTicks::busyPercent).orElse(null),
          used.map(CpuTicks::stolenPercent).orElse(null),
          late.getValueAtPercentile(P99),
          late.getMaxValue());
    }
  }

  @Override
  public void run() {
    try {
      while (!over) {
        long from = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(NAP.toNanos());
        long tooLong = System.nanoTime() - from - NAP.toNanos();
        synchronized (late) {
          late.recordValue(
              Math.clamp(TimeUnit.NANOSECONDS.toMillis(tooLong), 0, LONGEST.toMillis()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
