// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an instance registered with a Consul agent from {@link #start} to {@link #close}: also when
 * Consul is away at the start, and again within a second or two when it has forgotten the instance
 * (a restart with its data lost, a pause so long that Consul gave the instance up). Given other
 * agents, it moves to the next when one has not answered for five seconds, and makes the one that
 * it left forget the instance when that is back.
 *
 * <p>Thread-safe. To shut a server down without losing calls, close this first, give the callers a
 * moment to notice, and then drain the server.
 */
public final class ConsulRegistration implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsulRegistration.class);

  // Bounds how long a connection that died silently goes unnoticed.
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);

  // With others to go to; what an agent knows itself it answers at once, leader or none.
  private static final Duration GONE_AFTER = Duration.ofSeconds(5);
  private static final Duration SHORT_WAIT = Duration.ofSeconds(2);

  private final AgentsInTurn agents;
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

  private ConsulRegistration(AgentsInTurn agents, ServiceInstance instance) {
    this.agents = agents;
    this.instance = instance;
    this.loop =
        new BackgroundLoop("registration of " + instance.id(), new Upkeep(), new SecureRandom());
  }

  /**
   * Registers an instance, in the background: does not block, and does not fail when Consul is away
   * or refuses, but goes on trying. Call it when the instance's port listens.
   */
  public static ConsulRegistration start(ConsulAgent agent, ServiceInstance instance) {
    return start(List.of(agent), instance);
  }

  /**
   * The same, with other agents of the same datacenter for when the instance's own is gone.
   *
   * @param agents the instance's own first; one or more
   */
  public static ConsulRegistration start(List<ConsulAgent> agents, ServiceInstance instance) {
    return start(agents, instance, GONE_AFTER);
  }

  static ConsulRegistration start(
      List<ConsulAgent> agents, ServiceInstance instance, Duration goneAfter) {
    requireNonNull(instance, "instance");
    List<ConsulAgent> asked =
        agents.size() == 1
            ? agents
            : agents.stream().map(each -> each.withTimeoutsUpTo(SHORT_WAIT)).toList();
    var turns = new AgentsInTurn(asked, instance.id(), goneAfter, System::nanoTime);
    var registration = new ConsulRegistration(turns, instance);
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
    agents.close();
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
        LastRequest.make(() -> agents.current().deregister(instance.id()), deadlineNanos);
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
      ConsulAgent agent = agents.current();
      if (!registered) {
        agent.register(instance);
        agents.answered();
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
      agents.answered();
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
      if (!agents.current().feed(instance.id(), check.isHealthy().getAsBoolean())) {
        return false;
      }
      fedOnce = true;
      feedAtNanos = now + check.ttl().toNanos() / 3;
      return true;
    }

    private Duration untilFed() {
      Duration most = agents.hasOthers() ? SHORT_WAIT : WAIT;
      if (!(instance.check() instanceof TtlCheck)) {
        return most;
      }
      // Consul takes a wait of nothing for its default of 5 minutes.
      long millis = Math.max(1, (feedAtNanos - System.nanoTime()) / 1_000_000);
      return Duration.ofMillis(Math.min(millis, most.toMillis()));
    }

    @Override
    public void failed(ConsulException failure) {
      hash = "";
      if (!(failure instanceof ConsulException.Unreachable)) {
        agents.answered();
      } else if (agents.silent()) {
        registered = false;
      }
    }
  }
}
