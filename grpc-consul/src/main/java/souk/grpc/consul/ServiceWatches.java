// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The watches that are in use: one for each agent and service, shared by all who listen to it,
 * whatever their filters.
 */
final class ServiceWatches {
  private record Key(ConsulSettings agent, String service) {}

  private final RandomGenerator random;
  private final Map<Key, ServiceWatch> watches = new HashMap<>();

  /**
   * @param random for the jitter of the watches; must be thread-safe
   */
  ServiceWatches(RandomGenerator random) {
    this.random = random;
  }

  /** Listens to a service from now on, starting its watch if nobody else listens yet. */
  synchronized ServiceWatch listen(ConsulAgent agent, String service, Subscription subscription) {
    ServiceWatch watch =
        watches.computeIfAbsent(
            new Key(agent.settings(), service),
            key -> {
              var started = new ServiceWatch(agent, service, random);
              started.start();
              return started;
            });
    watch.add(subscription);
    return watch;
  }

  /** All that are in use now. */
  synchronized List<WatchSnapshot> snapshots() {
    return watches.values().stream().map(ServiceWatch::snapshot).toList();
  }

  /** Listens no more; the watch ends with its last listener. */
  synchronized void leave(ServiceWatch watch, Subscription subscription) {
    if (watch.remove(subscription) && watches.values().remove(watch)) {
      watch.close();
    }
  }
}
