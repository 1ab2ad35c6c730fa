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
  private static final int MOST_OVERDUE_AT_ONCE = 5;

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
    List<TaskStore.Wanted> wanted = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      boolean restsOrWakes = lane.restsOrWakes();
      want(lane, lane.enterUpTo(MOST_AT_ONCE), Duration.ZERO, wanted, places);
      if (lane.name() == LaneName.SLOW_DECISION
          || (lane.name() == LaneName.DECISION && restsOrWakes)) {
        // Who has waited too long is told so, whoever is away.
        int free = lane.enterDespiteRest(MOST_OVERDUE_AT_ONCE);
        want(lane, free, pace.overdueAfter(), wanted, places);
      }
    }
    Set<LaneName> late = EnumSet.noneOf(LaneName.class);
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
      places.forEach((lane, unused) -> lane(lane).setBacklog(unused == 0));
      bell.setBacklog(places.containsValue(0));
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
