// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import souk.lab.window.OrderDesk.Held;

/**
 * Measures how long the tasks of an instance that died or stands still wait until another takes
 * them: from the instance's last sign of life, which is when its lease on the task began. The
 * database is on this machine and has its clock. Looks all the time, in a thread of its own.
 */
final class Takeovers implements AutoCloseable {
  /** The order service's default. */
  private static final double LEASE_SECONDS = 3.5;

  /** How often it renews the lease of what it works on. */
  private static final double HEARTBEAT_SECONDS = 1;

  private static final Duration PAUSE = Duration.ofMillis(20);

  private record Key(String order, String kind) {}

  private final OrderDesk desk;

  /** Since when, in seconds since 1970. */
  private final Map<String, Double> away = new ConcurrentHashMap<>();

  private final Thread thread;
  // Confined to the thread, but for the longest.
  private final Map<Key, Held> waiting = new HashMap<>();
  private volatile double longest = -1;
  private volatile boolean closed;

  /**
   * @param desk for this alone
   */
  Takeovers(OrderDesk desk) {
    this.desk = desk;
    this.thread = Thread.ofVirtual().name("takeovers").start(this::watch);
  }

  /** From now on what this instance holds waits for another. */
  void begin(String instance) {
    away.put(instance, now());
  }

  /** Forgets who is away, and gives the longest wait since, in seconds; empty without any. */
  OptionalDouble end() {
    away.clear();
    double seen = longest;
    longest = -1;
    return seen < 0 ? OptionalDouble.empty() : OptionalDouble.of(seen);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void watch() {
    while (!closed) {
      try {
        look();
        Thread.sleep(PAUSE);
      } catch (SQLException e) {
        // The store is away, and nobody can take anything: what it held so long is not counted.
        waiting.clear();
      } catch (InterruptedException e) {
        break;
      }
    }
    desk.close();
  }

  private void look() throws SQLException {
    if (away.isEmpty()) {
      waiting.clear();
      return;
    }
    Map<Key, Held> now = new HashMap<>();
    desk.held().forEach(task -> now.put(new Key(task.order(), task.kind()), task));
    double seconds = now();
    waiting.forEach(
        (key, before) -> {
          Held task = now.get(key);
          // Gone, it was taken and done between two looks.
          if (task == null || task.lease() != before.lease()) {
            note(seconds - lastSignOf(before));
          }
        });
    waiting.clear();
    now.forEach(
        (key, task) -> {
          if (away.containsKey(task.owner())) {
            waiting.put(key, task);
          }
        });
  }

  /** A task that was given back is due before or after a lease would be; giving it was a sign. */
  private double lastSignOf(Held task) {
    double wentAway = away.getOrDefault(task.owner(), 0.0);
    return Math.max(task.dueSeconds() - LEASE_SECONDS, wentAway - HEARTBEAT_SECONDS);
  }

  private static double now() {
    return System.currentTimeMillis() / 1e3;
  }

  private void note(double seconds) {
    longest = Math.max(longest, seconds);
  }
}
