// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import souk.lab.experiment.OwnShop;
import souk.lab.part.Part;
import souk.lab.process.LabException;

/**
 * The instances' coming back: in the background, so that the next window need not wait for it
 * unless it is about the same service. Thread-safe.
 */
final class Instances implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final OwnShop shop;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  // Guarded by this.
  private final Map<String, Future<?>> comingBack = new HashMap<>();

  Instances(OwnShop shop) {
    this.shop = shop;
  }

  /**
   * Begins to start again what was killed.
   *
   * @param name of the instance or store
   * @param killed the process that was
   */
  synchronized void bringBack(String name, long killed) {
    comingBack.put(name, threads.submit(() -> restart(name, killed)));
  }

  /** Whether none of these services, or stores, is coming back. */
  synchronized boolean areWhole(Collection<String> services) {
    return comingBack.entrySet().stream()
        .noneMatch(
            entry ->
                services.contains(Part.serviceOf(entry.getKey())) && !entry.getValue().isDone());
  }

  /** Waits until all of these services, or stores, are whole again. */
  void awaitWhole(Collection<String> services) throws InterruptedException {
    List<Map.Entry<String, Future<?>>> awaited;
    synchronized (this) {
      awaited =
          comingBack.entrySet().stream()
              .filter(entry -> services.contains(Part.serviceOf(entry.getKey())))
              .map(Map.Entry::copyOf)
              .toList();
    }
    for (Map.Entry<String, Future<?>> each : awaited) {
      await(each.getKey(), each.getValue());
    }
  }

  /** Waits until nothing is coming back any more. */
  void awaitWhole() throws InterruptedException {
    List<String> all;
    synchronized (this) {
      all = comingBack.keySet().stream().map(Part::serviceOf).toList();
    }
    awaitWhole(all);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void await(String name, Future<?> start) throws InterruptedException {
    try {
      start.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new LabException(name + " did not come back: " + e, e);
    }
    synchronized (this) {
      comingBack.remove(name, start);
    }
  }

  private Void restart(String name, long killed) throws IOException, InterruptedException {
    // The supervisor hears of a death a moment after it; until then it says that it runs already.
    while (!isAnother(shop.part(name).pid(), killed)) {
      Thread.sleep(PAUSE);
      shop.start(name);
    }
    return null;
  }

  private static boolean isAnother(long pid, long killed) {
    return pid != 0 && pid != killed;
  }
}
