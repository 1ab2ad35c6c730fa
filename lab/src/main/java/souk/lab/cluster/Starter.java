// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import souk.lab.process.LabException;

/** Starts instances and waits until they do their work. */
final class Starter {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration DOOR_PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /**
   * The children of a killed PostgreSQL hold its memory for a moment, and a new one refuses to
   * start meanwhile.
   */
  private static final int TRIES = 4;

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  /**
   * Starts them all at once and says which are ready; throws {@link LabException} as soon as one
   * can't be started, or when interrupted. The others are left to the caller.
   */
  void startAll(List<Instance> instances, Progress progress) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<Instance> starts = new ExecutorCompletionService<>(threads);
      instances.forEach(instance -> starts.submit(() -> start(instance), instance));
      try {
        List<String> waiting = new ArrayList<>(instances.stream().map(Instance::name).toList());
        while (!waiting.isEmpty()) {
          waiting.remove(starts.take().get().name());
          progress.say(
              "%d of %d ready%s"
                  .formatted(
                      instances.size() - waiting.size(), instances.size(), stillWaiting(waiting)));
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof LabException known
            ? known
            : new LabException("can't start the shop: " + e.getCause(), e);
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new LabException("told to stop while starting", e);
      }
    }
  }

  /** Starts one and waits until it does its work. */
  void start(Instance instance) {
    try {
      for (int attempt = 1; !tryStart(instance); attempt++) {
        if (attempt == TRIES) {
          throw new LabException(instance.lastWords());
        }
        Thread.sleep(BETWEEN_TRIES);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("told to stop while starting " + instance.name(), e);
    }
    instance.part().whenReady();
    instance.markRunning();
  }

  /** Waits until one that was started does its work; false when it has ended instead. */
  boolean awaitReady(Instance instance) {
    try {
      if (!isReadyInTime(instance)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("told to stop while waiting for " + instance.name(), e);
    }
    if (instance.state() == Instance.State.STARTING) {
      instance.part().whenReady();
      instance.markRunning();
    }
    return true;
  }

  /** Waits until the shop shows its products. */
  void awaitOpen(BooleanSupplier open) {
    long end = System.nanoTime() + DOOR_PATIENCE.toNanos();
    try {
      while (!open.getAsBoolean()) {
        if (System.nanoTime() > end) {
          throw new LabException(
              "everything runs, but the gateway shows no products; see ./souk logs");
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("told to stop while starting", e);
    }
  }

  /** False when it ended and may be tried again. */
  private static boolean tryStart(Instance instance) throws InterruptedException {
    instance.launch();
    return isReadyInTime(instance) || retryLater(instance);
  }

  /** False when it ended. */
  private static boolean isReadyInTime(Instance instance) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!instance.part().isReady()) {
      if (!instance.isRunning()) {
        return false;
      }
      if (System.nanoTime() > end) {
        instance.logThreads();
        throw new LabException(
            "%s is not ready after %d s; see %s"
                .formatted(instance.name(), PATIENCE.toSeconds(), instance.log().file()));
      }
      Thread.sleep(PAUSE);
    }
    return true;
  }

  private static boolean retryLater(Instance instance) {
    if (!instance.part().isStore()) {
      throw new LabException(instance.lastWords());
    }
    return false;
  }

  private static String stillWaiting(List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    return names.size() > 3 ? "" : "; waiting for " + String.join(", ", names);
  }
}
