// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.grpc.consul.ServiceHealth.Instance;

/**
 * Keeps the list of a service's usable instances as Consul has it, and hands each change of it to
 * those who listen. While Consul can't be asked, the last list stands.
 *
 * <p>Thread-safe. Listeners are called one at a time, in order, under this watch's lock; they must
 * neither block nor run code that may call back.
 */
final class ServiceWatch implements BackgroundLoop.Task {
  private static final Logger log = LoggerFactory.getLogger(ServiceWatch.class);

  // Bounds how long a connection that died silently goes unnoticed.
  private static final Duration WAIT = Duration.ofSeconds(20);

  /** What there is to hand out: usable instances, or why there are none. */
  interface Listener extends Consumer<StatusOr<List<EquivalentAddressGroup>>> {}

  private final ConsulAgent agent;
  private final String service;
  private final BackgroundLoop loop;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  // Guarded by the lock.
  private @Nullable StatusOr<List<EquivalentAddressGroup>> latest;

  private volatile boolean refreshAsked;

  // Of the loop's thread only.
  private long index = BlockingIndex.NONE;
  private List<Instance> instances = List.of();
  private boolean answered;
  private boolean answerOwed;

  ServiceWatch(ConsulAgent agent, String service, RandomGenerator random) {
    this.agent = agent;
    this.service = service;
    this.loop = new BackgroundLoop("watch of " + service, this, random);
  }

  void start() {
    loop.start();
  }

  /** Adds a listener and hands it what is known, if anything is. */
  void add(Listener listener) {
    lock.lock();
    try {
      listeners.add(listener);
      if (latest != null) {
        listener.accept(latest);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes a listener; it is not called after this returns. True if it was the last one. */
  boolean remove(Listener listener) {
    lock.lock();
    try {
      listeners.remove(listener);
      return listeners.isEmpty();
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
    List<Instance> usable = PanicThreshold.usable(answer.instances());
    boolean changed = !usable.equals(instances);
    if (changed || answerOwed || !answered) {
      publish(addresses(usable));
    }
    if (changed) {
      log.info("{}: {} of {} instances in use", service, usable.size(), answer.instances().size());
    }
    instances = usable;
    answered = true;
    answerOwed = false;
  }

  @Override
  public void failed(ConsulException failure) {
    // Consul may come back with a lower index: to wait with the old one would be to miss changes.
    index = BlockingIndex.NONE;
    if (!answered) {
      publish(unavailable("Consul can't be asked for " + service, failure));
    }
  }

  private void publish(StatusOr<List<EquivalentAddressGroup>> found) {
    lock.lock();
    try {
      latest = found;
      listeners.forEach(listener -> listener.accept(found));
    } finally {
      lock.unlock();
    }
  }

  // Host names are looked up here, on the loop's thread, since grpc's threads must not block.
  private StatusOr<List<EquivalentAddressGroup>> addresses(List<Instance> usable) {
    List<EquivalentAddressGroup> groups = new ArrayList<>();
    for (Instance instance : usable) {
      InetSocketAddress address = socketAddress(instance);
      if (address == null) {
        log.warn(
            "{}: left out {}, not reachable at {}:{}",
            service,
            instance.id(),
            instance.address(),
            instance.port());
        continue;
      }
      groups.add(new EquivalentAddressGroup(address, attributes(instance)));
    }
    return groups.isEmpty()
        ? unavailable("Consul knows no instance of " + service, null)
        : StatusOr.fromValue(List.copyOf(groups));
  }

  private static @Nullable InetSocketAddress socketAddress(Instance instance) {
    if (instance.port() < 1 || instance.port() > 65535) {
      return null;
    }
    var address = new InetSocketAddress(instance.address(), instance.port());
    return address.isUnresolved() ? null : address;
  }

  private static Attributes attributes(Instance instance) {
    return Attributes.newBuilder()
        .set(ConsulAttributes.INSTANCE_ID, instance.id())
        .set(ConsulAttributes.TAGS, instance.tags())
        .set(ConsulAttributes.META, instance.meta())
        .build();
  }

  private static <T> StatusOr<T> unavailable(String what, @Nullable ConsulException cause) {
    return StatusOr.fromStatus(
        Status.UNAVAILABLE
            .withDescription(cause == null ? what : what + ": " + cause.getMessage())
            .withCause(cause));
  }
}
