// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an instance registered with a Consul agent from {@link #start} to {@link #close}: also when
 * Consul is away at the start, and again within a second or two when it has forgotten the instance
 * (a restart with its data lost, a pause so long that Consul gave the instance up).
 *
 * <p>Thread-safe. To shut a server down without losing calls, close this first, give the callers a
 * moment to notice, and then drain the server.
 */
public final class ConsulRegistration implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsulRegistration.class);

  // Bounds how long a connection that died silently goes unnoticed.
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);

  private final ConsulAgent agent;
  private final ServiceInstance instance;
  private final BackgroundLoop loop;
  private final ReentrantLock ending = new ReentrantLock();

  // Guarded by the lock.
  private boolean deregistered;

  private volatile boolean registered;

  // Of the loop's thread only; empty to be answered at once.
  private String hash = "";
  private boolean fedOnce;
  private long feedAtNanos;

  private ConsulRegistration(ConsulAgent agent, ServiceInstance instance) {
    this.agent = requireNonNull(agent, "agent");
    this.instance = requireNonNull(instance, "instance");
    this.loop =
        new BackgroundLoop("registration of " + instance.id(), new Upkeep(), new SecureRandom());
  }

  /**
   * Registers an instance, in the background: does not block, and does not fail when Consul is away
   * or refuses, but goes on trying. Call it when the instance's port listens.
   */
  public static ConsulRegistration start(ConsulAgent agent, ServiceInstance instance) {
    var registration = new ConsulRegistration(agent, instance);
    registration.loop.start();
    return registration;
  }

  /** Whether the agent took the registration and has not been seen to have lost it since. */
  public boolean registered() {
    return registered;
  }

  /** Deregisters within 3 s; see {@link #deregister}. */
  @Override
  public void close() {
    deregister(CLOSE_WITHIN);
  }

  /**
   * Ends the upkeep and makes Consul forget the instance. Once Consul has, further calls do
   * nothing.
   *
   * @param atMost how long this may block
   * @return whether Consul confirmed it. If not (it is away), Consul's own check will find the
   *     instance gone, and forget it after the check's {@code deregisterAfter}
   */
  public boolean deregister(Duration atMost) {
    long deadlineNanos = System.nanoTime() + atMost.toNanos();
    loop.close();
    ending.lock();
    try {
      if (!deregistered) {
        deregistered = deregisterBefore(deadlineNanos);
      }
      return deregistered;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("{}: interrupted before Consul confirmed the deregistration", instance.id());
      return false;
    } finally {
      ending.unlock();
    }
  }

  private boolean deregisterBefore(long deadlineNanos) throws InterruptedException {
    // A registration that is under way must not arrive after the deregistration.
    if (!loop.awaitEnd(LastRequest.left(deadlineNanos))) {
      log.warn("{}: not deregistered: no answer in time", instance.id());
      return false;
    }
    Optional<String> failure =
        LastRequest.make(() -> agent.deregister(instance.id()), deadlineNanos);
    if (failure.isPresent()) {
      log.warn("{}: not deregistered: {}", instance.id(), failure.get());
      return false;
    }
    registered = false;
    log.info("{}: deregistered", instance.id());
    return true;
  }

  private final class Upkeep implements BackgroundLoop.Task {
    @Override
    public void round(BackgroundLoop loop) throws ConsulException {
      if (!registered) {
        agent.register(instance);
        registered = true;
        fedOnce = false;
        hash = "";
        log.info(
            "{}: registered as {} at {}", instance.id(), instance.service(), instance.target());
        return;
      }
      if (instance.check() instanceof TtlCheck check && !feed(check)) {
        forgotten();
        return;
      }
      Duration wait = untilFed();
      Optional<String> found = loop.waitFor(() -> agent.registeredHash(instance.id(), hash, wait));
      if (found.isEmpty()) {
        forgotten();
        return;
      }
      hash = found.get();
    }

    private void forgotten() {
      registered = false;
      log.warn("{}: Consul has forgotten it; registering it again", instance.id());
    }

    /** Tells the agent how the instance is, when it is time to; false if the agent forgot it. */
    private boolean feed(TtlCheck check) throws ConsulException {
      long now = System.nanoTime();
      if (fedOnce && feedAtNanos - now > 0) {
        return true;
      }
      if (!agent.feed(instance.id(), check.isHealthy().getAsBoolean())) {
        return false;
      }
      fedOnce = true;
      feedAtNanos = now + check.ttl().toNanos() / 3;
      return true;
    }

    private Duration untilFed() {
      if (!(instance.check() instanceof TtlCheck)) {
        return WAIT;
      }
      // Consul takes a wait of nothing for its default of 5 minutes.
      long millis = Math.max(1, (feedAtNanos - System.nanoTime()) / 1_000_000);
      return Duration.ofMillis(Math.min(millis, WAIT.toMillis()));
    }

    @Override
    public void failed(ConsulException failure) {
      hash = "";
    }
  }
}
