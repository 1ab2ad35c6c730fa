// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.kiwiproject.consul.ConsulException;
import org.kiwiproject.consul.model.health.HealthCheck;

/**
 * What Consul knows of the shop's instances, read through consul-client and so through other eyes
 * than the services' own library. Safe for many threads; every call blocks for two seconds at most.
 */
public final class Registry {
  private static final long TIMEOUT_MILLIS = 1_000;
  private static final String PASSING = "passing";

  /** While a shop starts, each of its instances asks; one answer does for all. */
  private static final long FRESH_NANOS = 400_000_000;

  private final org.kiwiproject.consul.Consul client;
  private final LongSupplier nanoTime;
  private Map<String, Registered> last = Map.of();
  private long lastAt;

  /**
   * An instance that registered.
   *
   * @param address host:port
   * @param health the worst of its checks: passing, warning or critical
   */
  public record Registered(String address, String health) {}

  /**
   * @param address the agent's host:port
   * @param nanoTime a clock for durations, in nanoseconds
   */
  Registry(String address, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastAt = nanoTime.getAsLong() - FRESH_NANOS;
    this.client =
        org.kiwiproject.consul.Consul.builder()
            .withUrl("http://" + address)
            .withPing(false)
            .withConnectTimeoutMillis(TIMEOUT_MILLIS)
            .withReadTimeoutMillis(TIMEOUT_MILLIS)
            .build();
  }

  /** Whether Consul can store anything. */
  boolean hasLeader() {
    try {
      return !client.statusClient().getLeader().isEmpty();
    } catch (ConsulException e) {
      return false;
    }
  }

  /** All instances by name, at most 0.4 s old; none while Consul is away. */
  public synchronized Map<String, Registered> instances() {
    if (nanoTime.getAsLong() - lastAt >= FRESH_NANOS) {
      last = ask();
      lastAt = nanoTime.getAsLong();
    }
    return last;
  }

  private Map<String, Registered> ask() {
    try {
      Map<String, String> health = new HashMap<>();
      for (HealthCheck check : client.agentClient().getChecks().values()) {
        check.getServiceId().ifPresent(id -> health.merge(id, check.getStatus(), Registry::worse));
      }
      Map<String, Registered> instances = new HashMap<>();
      client
          .agentClient()
          .getServices()
          .forEach(
              (id, service) ->
                  instances.put(
                      id,
                      new Registered(
                          service.getAddress() + ":" + service.getPort(),
                          health.getOrDefault(id, PASSING))));
      return instances;
    } catch (ConsulException e) {
      return Map.of();
    }
  }

  boolean isPassing(String instance) {
    Registered registered = instances().get(instance);
    return registered != null && registered.health().equals(PASSING);
  }

  /**
   * Takes out what an earlier process of that name left, so that it is not taken for the new one.
   */
  synchronized void forget(String instance) {
    lastAt -= FRESH_NANOS;
    try {
      client.agentClient().deregister(instance);
    } catch (ConsulException e) {
      // Not registered, or Consul is away: then nothing can be mistaken.
    }
  }

  private static String worse(String one, String other) {
    return one.equals(PASSING) || other.equals("critical") ? other : one;
  }
}
