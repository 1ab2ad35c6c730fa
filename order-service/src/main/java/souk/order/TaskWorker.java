// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.service.telemetry.Telemetry;

/**
 * Takes tasks that are due and has them worked on: at its own pace, and at once when this process
 * has brought new ones. Thread-safe.
 */
final class TaskWorker implements OrderChanges.Listener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskWorker.class);
  private static final int MOST_AT_ONCE = 50;

  /** While a look lasts it holds the places that it may fill, and callers find what is left. */
  private static final int MOST_WHEN_FEW_WAIT = 10;

  private static final int MOST_OVERDUE_AT_ONCE = 5;

  /** They are told apart by their age, for which there is no index. */
  private static final Duration BETWEEN_LOOKS_AT_OVERDUE = Duration.ofSeconds(1);

  private static final Set<LaneName> OF_DECISIONS =
      EnumSet.of(LaneName.DECISION, LaneName.SLOW_DECISION);

  /** What has been due for so long is late: its lane opens further, though others then wait. */
  private static final Duration LATE_AFTER = Duration.ofSeconds(2);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

  /** The least between two looks: what comes meanwhile is taken together. */
  private static final Duration SPACING = Duration.ofMillis(20);

  private final TaskStore store;
  private final TaskHandlers handlers;
  private final TaskRunner runner;
  private final Map<LaneName, Lane> lanes = new EnumMap<>(LaneName.class);
  private final TaskBell bell;
  private final OrderMetrics metrics;
  private final Telemetry telemetry;
  private final Pace pace;
  private final Thread thread;
  private volatile boolean closed;
  // Confined to the thread.
  private boolean storeIsAway;
  private long nextLookAtOverdue = System.nanoTime();

  /** Of which the last look found as many tasks as it had places for. */
  private Set<LaneName> full = EnumSet.noneOf(LaneName.class);

  /**
   * How often it looks.
   *
   * @param poll how long it waits for the bell before it looks all the same
   * @param overdueAfter the age from which on orders are decided even while their lane rests, or
   *     its share is taken
   */
  record Pace(Duration poll, Duration overdueAfter) {}

  TaskWorker(
      TaskStore store,
      TaskHandlers handlers,
      TaskRunner runner,
      Collection<Lane> lanes,
      TaskBell bell,
      Pace pace,
      OrderMetrics metrics,
      Telemetry telemetry) {
    this.store = store;
    this.handlers = handlers;
    this.runner = runner;
    this.bell = bell;
    this.pace = pace;
    this.metrics = metrics;
    this.telemetry = telemetry;
    lanes.forEach(lane -> this.lanes.put(lane.name(), lane));
    this.thread = Thread.ofPlatform().name("task-worker").daemon().unstarted(this::takeTasks);
  }

  /** Begins to take tasks; once. */
  TaskWorker start() {
    thread.start();
    return this;
  }

  @Override
  public void changed(Order order) {
    bell.ring();
  }

  @Override
  public void recorded(Collection<String> orderIds) {}

  private void takeTasks() {
    try {
      while (!closed) {
        long begun = System.nanoTime();
        Duration pause = takeDueOrPause();
        bell.await(pause);
        TimeUnit.NANOSECONDS.sleep(begun + SPACING.toNanos() - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long to wait for the bell afterwards. */
  private Duration takeDueOrPause() {
    try {
      takeDue();
      if (storeIsAway) {
        log.info("tasks are taken again");
      }
      storeIsAway = false;
      return pace.poll();
    } catch (RuntimeException failure) {
      if (!storeIsAway) {
        log.warn("no tasks can be taken", failure);
      }
      storeIsAway = true;
      return PAUSE_AFTER_FAILURE;
    }
  }

  private void takeDue() {
    Map<LaneName, Integer> places = new EnumMap<>(LaneName.class);
    Map<LaneName, Integer> forOverdue = new EnumMap<>(LaneName.class);
    List<TaskStore.Wanted> wanted = new ArrayList<>();
    boolean overdueToo = System.nanoTime() - nextLookAtOverdue >= 0;
    for (Lane lane : lanes.values()) {
      LaneName name = lane.name();
      int most = full.contains(name) ? MOST_AT_ONCE : MOST_WHEN_FEW_WAIT;
      want(lane, lane.enterUpTo(most), Duration.ZERO, wanted, places);
      if (overdueToo && OF_DECISIONS.contains(name)) {
        // Who has waited too long is told so, whoever is away.
        int free = lane.enterDespiteRest(MOST_OVERDUE_AT_ONCE);
        forOverdue.put(name, free);
        want(lane, free, pace.overdueAfter(), wanted, places);
      }
    }
    if (overdueToo) {
      nextLookAtOverdue = System.nanoTime() + BETWEEN_LOOKS_AT_OVERDUE.toNanos();
    }
    Set<LaneName> late = EnumSet.noneOf(LaneName.class);
    // Room that comes while the statement runs is not seen by it.
    bell.setBacklog(true);
    try {
      for (TaskStore.Taken task : wanted.isEmpty() ? noTasks() : store.take(wanted)) {
        LaneName lane = task.lane();
        places.merge(lane, -1, Integer::sum);
        metrics.taken(task);
        if (task.dueFor().compareTo(LATE_AFTER) > 0) {
          late.add(lane);
        }
        runner.run(lane(lane), task.lease(), task.attempts(), workOf(task));
      }
      wanted.forEach(asked -> lane(asked.lane()).setLate(late.contains(asked.lane())));
      Set<LaneName> filled = EnumSet.noneOf(LaneName.class);
      places.forEach(
          (lane, unused) -> {
            if (unused <= forOverdue.getOrDefault(lane, 0)) {
              filled.add(lane);
            }
          });
      lanes.forEach((name, lane) -> lane.setBacklog(filled.contains(name)));
      bell.setBacklog(!filled.isEmpty());
      if (!full.containsAll(filled)) {
        // More is asked for at once, where there may be more.
        bell.ring();
      }
      full = filled;
    } finally {
      places.forEach((lane, unused) -> lane(lane).leave(unused));
    }
  }

  private Supplier<TaskOutcome> workOf(TaskStore.Taken task) {
    return telemetry.continued(
        QueueMetrics.spanOf(task.lease().kind()), task.traceparent(), handlers.workOf(task));
  }

  private static void want(
      Lane lane,
      int free,
      Duration minAge,
      List<TaskStore.Wanted> wanted,
      Map<LaneName, Integer> places) {
    places.merge(lane.name(), free, Integer::sum);
    if (free > 0) {
      wanted.add(new TaskStore.Wanted(lane.name(), free, minAge));
    }
  }

  private Lane lane(LaneName name) {
    return requireNonNull(lanes.get(name), "a lane for each name");
  }

  private static List<TaskStore.Taken> noTasks() {
    return List.of();
  }

  /** Takes no more tasks; what runs is the runner's. */
  @Override
  public void close() {
    closed = true;
    bell.ring();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
