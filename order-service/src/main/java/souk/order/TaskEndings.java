// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores how tasks ended, all that have ended since the last time by one statement: the more there
 * is to do, the less a task costs. When that fails nothing is lost, since the leases end and the
 * tasks, which may all be repeated, are taken again. Thread-safe.
 */
final class TaskEndings implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskEndings.class);
  private static final int MOST_AT_ONCE = 200;
  private static final long CLOSE_MILLIS = 2_000;

  /**
   * How long an ending waits for others. Nobody waits for it: its lease is far longer, and the
   * tasks of one order end within it.
   */
  private static final Duration GATHERING = Duration.ofMillis(20);

  /** Of what a repeat will hardly change; soon enough after somebody has mended it. */
  private static final Duration LONGEST_AFTER_REFUSAL = Duration.ofSeconds(30);

  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

  private record Ending(Lease lease, int attempts, TaskOutcome outcome, Duration took) {
    TaskStore.PutBack putBack(Duration delay, String why, boolean park) {
      return new TaskStore.PutBack(lease, lease.kind().laneAfter(took), delay, why, park);
    }
  }

  private final TaskStore store;
  private final OrderChanges changes;
  private final Backoff backoff;
  private final InstantSource clock;
  private final TaskBell bell;
  private final BlockingQueue<Ending> endings = new ArrayBlockingQueue<>(2 * MOST_AT_ONCE);
  private final Thread writer;
  private volatile boolean closed;

  /**
   * @param bell for the worker: after something has ended there is room for more
   */
  TaskEndings(
      TaskStore store, OrderChanges changes, Backoff backoff, InstantSource clock, TaskBell bell) {
    this.store = store;
    this.changes = changes;
    this.backoff = backoff;
    this.clock = clock;
    this.bell = bell;
    this.writer = Thread.ofPlatform().name("task-endings").daemon().start(this::write);
  }

  /**
   * Takes note of an ending; waits while there are too many to store.
   *
   * @param took how long the attempt took
   */
  void add(Lease lease, int attempts, TaskOutcome outcome, Duration took) {
    try {
      endings.put(new Ending(lease, attempts, outcome, took));
    } catch (InterruptedException e) {
      // The lease will end, and another worker will see for itself.
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    List<Ending> batch = new ArrayList<>(MOST_AT_ONCE);
    while (true) {
      try {
        Ending first = endings.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
          if (closed) {
            return;
          }
          continue;
        }
        batch.add(first);
        gather(batch);
        store(batch);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException failure) {
        log.warn("{} tasks' endings are not stored; their leases will end", batch.size(), failure);
      } finally {
        batch.clear();
      }
      bell.ringIfBacklog();
    }
  }

  private void gather(List<Ending> batch) throws InterruptedException {
    long end = System.nanoTime() + GATHERING.toNanos();
    while (batch.size() < MOST_AT_ONCE) {
      Ending next = endings.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      batch.add(next);
    }
  }

  private void store(List<Ending> batch) {
    List<TaskStore.Finished> finished = new ArrayList<>();
    List<TaskStore.PutBack> putBack = new ArrayList<>();
    Map<Lease, String> refused = new HashMap<>();
    for (Ending ending : batch) {
      switch (ending.outcome()) {
        case TaskOutcome.Ended ended -> {}
        case TaskOutcome.Done done ->
            finished.add(new TaskStore.Finished(ending.lease(), done.event()));
        case TaskOutcome.Again again ->
            putBack.add(
                ending.putBack(
                    backoff.after(ending.attempts(), LONGEST_BACKOFF), again.why(), false));
        case TaskOutcome.Later later ->
            putBack.add(ending.putBack(later.delay(), later.why(), false));
        case TaskOutcome.Refused(String why) -> {
          Duration delay = backoff.after(ending.attempts(), LONGEST_AFTER_REFUSAL);
          putBack.add(ending.putBack(delay, why, false));
          refused.put(ending.lease(), why);
        }
        case TaskOutcome.Park(String why) -> {
          log.error("{} is parked: {}", ending.lease(), why);
          putBack.add(ending.putBack(Duration.ZERO, why, true));
        }
      }
    }
    if (!finished.isEmpty()) {
      changes.recorded(store.end(finished, clock.instant()));
    }
    if (!putBack.isEmpty()) {
      for (Lease lease : store.putBack(putBack)) {
        if (refused.containsKey(lease)) {
          log.error("{} is refused, and tried again meanwhile: {}", lease, refused.get(lease));
        }
      }
    }
  }

  /** Stores what has ended until now. */
  @Override
  public void close() {
    closed = true;
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
