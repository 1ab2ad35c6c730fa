// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.grpc.consul.ServiceHealth.Instance;
import souk.grpc.consul.Subscription.Located;

/**
 * Keeps the list of a service's instances as Consul has it, and tells each subscription of the
 * changes in what is usable of its share. While Consul can't be asked, the last list stands.
 *
 * <p>Thread-safe.
 */
final class ServiceWatch implements BackgroundLoop.Task {
  private static final Logger log = LoggerFactory.getLogger(ServiceWatch.class);

  // Bounds how long a connection that died silently goes unnoticed.
  private static final Duration WAIT = Duration.ofSeconds(20);

  private final ConsulAgent agent;
  private final String service;
  private final BackgroundLoop loop;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Subscription> subscriptions = new ArrayList<>();

  // Guarded by the lock: the last list or, until there is one, why.
  private @Nullable List<Located> latest;
  private @Nullable ConsulException failure;

  private volatile boolean refreshAsked;
  private volatile WatchSnapshot snapshot;

  // Of the loop's thread only.
  private long index = BlockingIndex.NONE;
  private @Nullable List<Instance> instances;
  private boolean answerOwed;

  ServiceWatch(ConsulAgent agent, String service, RandomGenerator random) {
    this.agent = agent;
    this.service = service;
    this.snapshot = new WatchSnapshot(service, 0, 0, 0, false);
    this.loop = new BackgroundLoop("watch of " + service, this, random);
  }

  void start() {
    loop.start();
  }

  /** Adds a subscription and tells it what is known, if anything is. */
  void add(Subscription subscription) {
    lock.lock();
    try {
      subscriptions.add(subscription);
      if (latest != null) {
        subscription.tell(latest, true);
      } else if (failure != null) {
        subscription.tell(failure);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes a subscription; it is not told after this returns. True if it was the last one. */
  boolean remove(Subscription subscription) {
    lock.lock();
    try {
      subscriptions.remove(subscription);
      return subscriptions.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Asks again now instead of waiting for a change, and hands out the answer even if it is old. */
  void refresh() {
    refreshAsked = true;
    loop.wake();
  }

  void close() {
    loop.close();
  }

  @Override
  public void round(BackgroundLoop loop) throws ConsulException {
    if (refreshAsked) {
      refreshAsked = false;
      answerOwed = true;
      index = BlockingIndex.NONE;
    }
    long asked = index;
    ServiceHealth answer = loop.waitFor(() -> agent.health(service, asked, WAIT));
    index = BlockingIndex.next(asked, answer.index());
    if (answerOwed || !answer.instances().equals(instances)) {
      publish(located(answer.instances()), answerOwed);
      instances = answer.instances();
    }
    answerOwed = false;
    snapshot =
        new WatchSnapshot(
            service,
            answer.instances().size(),
            (int) answer.instances().stream().filter(Instance::passing).count(),
            snapshot.failures(),
            true);
  }

  /** What is known now; does not block. */
  WatchSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public void failed(ConsulException failure) {
    // Consul may come back with a lower index: to wait with the old one would be to miss changes.
    index = BlockingIndex.NONE;
    WatchSnapshot last = snapshot;
    snapshot =
        new WatchSnapshot(service, last.instances(), last.passing(), last.failures() + 1, false);
    lock.lock();
    try {
      if (latest == null) {
        this.failure = failure;
        subscriptions.forEach(subscription -> subscription.tell(failure));
      }
    } finally {
      lock.unlock();
    }
  }

  private void publish(List<Located> found, boolean again) {
    lock.lock();
    try {
      latest = found;
      subscriptions.forEach(subscription -> subscription.tell(found, again));
    } finally {
      lock.unlock();
    }
  }

  // Host names are looked up here, on the loop's thread, since grpc's threads must not block.
  private List<Located> located(List<Instance> found) {
    List<Located> located = new ArrayList<>();
    for (Instance instance : found) {
      InetSocketAddress address = socketAddress(instance);
      if (address == null) {
        log.warn(
            "{}: left out {}, not reachable at {}:{}",
            service,
            instance.id(),
            instance.address(),
            instance.port());
        located.add(new Located(instance, null));
      } else {
        Attributes attributes = ConsulAttributes.of(instance);
        located.add(new Located(instance, new EquivalentAddressGroup(address, attributes)));
      }
    }
    return List.copyOf(located);
  }

  private static @Nullable InetSocketAddress socketAddress(Instance instance) {
    if (instance.port() < 1 || instance.port() > 65535) {
      return null;
    }
    var address = new InetSocketAddress(instance.address(), instance.port());
    return address.isUnresolved() ? null : address;
  }
}
