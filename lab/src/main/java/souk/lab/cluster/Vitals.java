// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.part.Registry.Registered;

/**
 * What costs something to find out about parts, as it was last found. Each question that has no
 * answer yet is asked once, in a thread of its own, so that a part that hangs keeps nobody waiting.
 * Thread-safe.
 */
final class Vitals {
  private static final String UNKNOWN = "-";
  private static final long HEALTH_EVERY_NANOS = 2_000_000_000L;
  private static final long REGISTRY_EVERY_NANOS = 800_000_000L;

  /** The kernel goes through all pages of a process for it. */
  private static final long MEMORY_EVERY_NANOS = 30_000_000_000L;

  private final Supplier<Map<String, Registered>> registry;
  private final LongSupplier nanoTime;
  private final Map<String, Long> askedAt = new ConcurrentHashMap<>();
  private final Map<String, Boolean> beingAsked = new ConcurrentHashMap<>();
  private final Map<String, Boolean> ready = new ConcurrentHashMap<>();
  private final Map<String, Taken> memory = new ConcurrentHashMap<>();
  private volatile Map<String, Registered> registered = Map.of();

  /** Memory, of the process that it was then. */
  private record Taken(long pid, long bytes) {}

  Vitals(Supplier<Map<String, Registered>> registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
  }

  /** Asks again what was not asked for long enough. */
  void measure(List<Instance> instances) {
    ask("registry", REGISTRY_EVERY_NANOS, () -> registered = registry.get());
    for (Instance instance : instances) {
      String name = instance.name();
      long pid = instance.pid();
      if (!instance.part().isRegistered()) {
        ask("health " + name, HEALTH_EVERY_NANOS, () -> ready.put(name, isReady(instance)));
      }
      Taken taken = memory.get(name);
      if (taken != null && taken.pid() != pid) {
        memory.remove(name);
        askedAt.remove("memory " + name);
      }
      if (pid != 0) {
        ask(
            "memory " + name,
            MEMORY_EVERY_NANOS,
            () -> memory.put(name, new Taken(pid, Memory.bytes(pid))));
      }
    }
  }

  PartStatus of(Instance instance) {
    return PartStatus.of(
        instance, registered.get(instance.name()), health(instance), memory(instance));
  }

  private long memory(Instance instance) {
    Taken taken = memory.get(instance.name());
    return taken == null || taken.pid() != instance.pid() ? 0 : taken.bytes();
  }

  /** Of those that Consul is not told of. */
  private String health(Instance instance) {
    Boolean answer = ready.get(instance.name());
    if (answer == null || instance.part().isRegistered()) {
      return UNKNOWN;
    }
    return answer && instance.isRunning() ? "passing" : "critical";
  }

  private static boolean isReady(Instance instance) {
    return instance.isRunning() && instance.part().isReady();
  }

  private void ask(String what, long everyNanos, Runnable question) {
    long now = nanoTime.getAsLong();
    Long last = askedAt.get(what);
    if ((last != null && now - last < everyNanos) || beingAsked.putIfAbsent(what, true) != null) {
      return;
    }
    askedAt.put(what, now);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                question.run();
              } finally {
                beingAsked.remove(what);
              }
            });
  }
}
