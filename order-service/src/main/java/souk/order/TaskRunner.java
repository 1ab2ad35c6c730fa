// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Context;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on tasks that this instance has leased, each on a virtual thread and in a gRPC context of
 * its own: with its own deadline, cut off from whoever brought the task. How many there are is the
 * lanes' business. Thread-safe.
 */
final class TaskRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

  private final Duration deadline;
  private final TaskEndings endings;
  private final OrderMetrics metrics;
  private final LongSupplier nanoTime;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("task-deadlines").daemon().factory());
  private final Map<Lease, Boolean> running = new ConcurrentHashMap<>();

  /**
   * @param deadline how long the calls of one piece of work may take together
   * @param nanoTime as {@link System#nanoTime()}
   */
  TaskRunner(Duration deadline, TaskEndings endings, OrderMetrics metrics, LongSupplier nanoTime) {
    this.deadline = deadline;
    this.endings = endings;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /**
   * Begins a piece of work and returns.
   *
   * @param lane in which a place was taken for it; left when it ends
   * @param attempts how often the task was taken
   */
  void run(Lane lane, Lease lease, int attempts, Supplier<TaskOutcome> work) {
    running.put(lease, true);
    threads.execute(() -> runHere(lane, lease, attempts, work));
  }

  private void runHere(Lane lane, Lease lease, int attempts, Supplier<TaskOutcome> work) {
    TaskOutcome outcome = new TaskOutcome.Again("not begun");
    long begun = nanoTime.getAsLong();
    Context.CancellableContext own =
        Context.ROOT.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS, deadlines);
    Context before = own.attach();
    try {
      outcome = metrics.counted(lease.kind(), work).get();
    } catch (RuntimeException failure) {
      log.warn("{} failed, to be tried again", lease, failure);
      outcome = new TaskOutcome.Again(failure.getClass().getSimpleName());
    } finally {
      own.detach(before);
      own.cancel(null);
      running.remove(lease);
      // While too many wait to be stored it holds its place, so that not more begin meanwhile.
      endings.add(lease, attempts, outcome, Duration.ofNanos(nanoTime.getAsLong() - begun));
      leave(lane, outcome);
    }
  }

  private static void leave(Lane lane, TaskOutcome outcome) {
    switch (outcome) {
      // A part that refuses every request is as good as away: its tasks rest.
      case TaskOutcome.Again again -> lane.leaveUnanswered();
      case TaskOutcome.Refused refused -> lane.leaveUnanswered();
      case TaskOutcome.Ended(boolean asked) when !asked -> lane.leaveUnasked();
      case TaskOutcome.Later later when !later.asked() -> lane.leaveUnasked();
      case TaskOutcome.Later later -> lane.leaveAnswered();
      case TaskOutcome.Ended ended -> lane.leaveAnswered();
      case TaskOutcome.Done done -> lane.leaveAnswered();
      case TaskOutcome.Park park -> lane.leaveAnswered();
    }
  }

  /** The leases of what is being worked on. */
  Collection<Lease> running() {
    return List.copyOf(running.keySet());
  }

  /** Waits until what runs has ended, so long as one piece of work may take. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{} tasks are left to others", running.size());
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    deadlines.shutdownNow();
  }
}
