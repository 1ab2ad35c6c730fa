// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents that may have an instance's registration, of which one has it. One that was left,
 * because it did not answer, may come back and still know the instance; it is asked to forget it
 * until it has.
 *
 * <p>Thread-safe.
 */
final class AgentsInTurn {
  private static final Logger log = LoggerFactory.getLogger(AgentsInTurn.class);

  private final List<ConsulAgent> agents;
  private final String id;
  private final Duration goneAfter;
  private final LongSupplier nanoTime;

  // Guarded by this; the departures by the turn of the agent that was left.
  private final Map<Integer, BackgroundLoop> departures = new HashMap<>();
  private int turn;
  private long answeredNanos;
  private boolean closed;

  /**
   * @param agents the first is the instance's own; not empty
   * @param id of the instance
   * @param goneAfter how long one must not have answered, where there is another
   * @param nanoTime as {@link System#nanoTime}
   */
  AgentsInTurn(List<ConsulAgent> agents, String id, Duration goneAfter, LongSupplier nanoTime) {
    if (agents.isEmpty()) {
      throw new IllegalArgumentException("agents: none (expected: one or more)");
    }
    this.agents = List.copyOf(agents);
    this.id = id;
    this.goneAfter = goneAfter;
    this.nanoTime = nanoTime;
    this.answeredNanos = nanoTime.getAsLong();
  }

  /** The one that has the registration, or is to have it. */
  synchronized ConsulAgent current() {
    return agents.get(turn);
  }

  /** Whether there is one to go to. */
  boolean hasOthers() {
    return agents.size() > 1;
  }

  /** The current one answered, whatever it said. */
  synchronized void answered() {
    answeredNanos = nanoTime.getAsLong();
  }

  /** The current one did not answer; true if it has not for so long that another is now current. */
  synchronized boolean silent() {
    long now = nanoTime.getAsLong();
    if (closed || !hasOthers() || now - answeredNanos < goneAfter.toNanos()) {
      return false;
    }
    ConsulAgent left = current();
    String name = "departure of " + id + " from " + left;
    var departure = new BackgroundLoop(name, new Departure(left), new SecureRandom());
    departures.put(turn, departure);
    departure.start();
    turn = (turn + 1) % agents.size();
    answeredNanos = now;
    BackgroundLoop earlier = departures.remove(turn);
    if (earlier != null) {
      // Should its last request arrive after the registration, the upkeep notices.
      earlier.close();
    }
    log.warn("{}: the agent at {} is gone; going on with the one at {}", id, left, current());
    return true;
  }

  /** Asks those that were left no more: what they still know, their own checks find gone. */
  synchronized void close() {
    closed = true;
    departures.values().forEach(BackgroundLoop::close);
  }

  private final class Departure implements BackgroundLoop.Task {
    private final ConsulAgent agent;

    Departure(ConsulAgent agent) {
      this.agent = agent;
    }

    @Override
    public void round(BackgroundLoop loop) throws ConsulException {
      agent.deregister(id);
      loop.close();
    }

    @Override
    public void failed(ConsulException failure) {}
  }
}
