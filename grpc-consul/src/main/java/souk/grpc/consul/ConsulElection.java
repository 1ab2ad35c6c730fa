// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects one leader among processes, by Consul's sessions and a lock on a key, from {@link #start}
 * to {@link #close}. While Consul is away nobody is elected, and the leader has lost when its time
 * to live is over; whoever is there when Consul comes back is elected again.
 *
 * <p>Each leadership has an epoch, kept in the key and raised in the transaction that takes the
 * lock. It alone keeps a leader that was paused from doing harm: see {@link Leadership}.
 *
 * <p>Thread-safe. The token, if any, needs {@code session:write} and {@code key:write}.
 */
public final class ConsulElection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsulElection.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);
  // Bounds how long a connection that died silently goes unnoticed.
  private static final Duration WAIT = Duration.ofSeconds(20);
  // For the lock's delay to pass, or another candidate to have it: half of it is chance.
  private static final Duration TURNED_DOWN_WAIT = Duration.ofMillis(500);

  /** Who is told. Called one at a time, on the election's threads; must not block. */
  public interface Listener {
    /** This process leads now. */
    void elected(Leadership leadership);

    /** It leads no more: told once for each leadership, at its end at the latest. */
    void lost(Leadership leadership);
  }

  private final ConsulAgent agent;
  private final Candidacy candidacy;
  private final Listener listener;
  private final RandomGenerator random = new SecureRandom();
  private final BackgroundLoop loop;
  // The highest epoch that was had here, or that the store has told of.
  private final AtomicLong highest = new AtomicLong();
  private final Object telling = new Object();

  // Guarded by telling, and read without.
  private volatile @Nullable Leadership leadership;
  private boolean closed;

  // Of the loop's thread only, and of the closing one after that.
  private String session = "";
  private long lockedEpoch;
  private long renewAtNanos;
  private long index = BlockingIndex.NONE;
  private boolean turnedDown;
  private boolean illSaid;

  private ConsulElection(ConsulAgent agent, Candidacy candidacy, Listener listener) {
    // An answer that comes when the time to live is over helps nobody.
    Duration patience = candidacy.ttl().dividedBy(5);
    this.agent = agent.withTimeoutsUpTo(patience);
    this.candidacy = candidacy;
    this.listener = requireNonNull(listener, "listener");
    this.loop = new BackgroundLoop("election of " + candidacy.key(), new Campaign(), random);
  }

  /**
   * Stands for election, in the background: does not block, and does not fail when Consul is away,
   * but goes on trying.
   */
  public static ConsulElection start(ConsulAgent agent, Candidacy candidacy, Listener listener) {
    var election = new ConsulElection(agent, candidacy, listener);
    election.loop.start();
    return election;
  }

  /** The leadership, if this process has it now. */
  public Optional<Leadership> leadership() {
    return Optional.ofNullable(leadership).filter(Leadership::isHeld);
  }

  /**
   * Gives the leadership up, if there is one, and stands no more. Idempotent; blocks for 3 s at
   * most, for another to be elected at once. If Consul is away, that is when the session ends.
   */
  @Override
  public void close() {
    long deadlineNanos = System.nanoTime() + CLOSE_WITHIN.toNanos();
    synchronized (telling) {
      if (closed) {
        return;
      }
      closed = true;
      endLeadership("it closes");
    }
    loop.close();
    try {
      Optional<String> failure =
          loop.awaitEnd(LastRequest.left(deadlineNanos))
              ? LastRequest.make(this::endSession, deadlineNanos)
              : Optional.of("no answer in time");
      failure.ifPresent(
          why -> log.warn("{}: the session ends by itself: {}", candidacy.key(), why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("{}: interrupted; the session ends by itself", candidacy.key());
    }
  }

  /** Ends the leadership, if there is one. */
  private void endLeadership(String why) {
    Leadership held = leadership;
    if (held != null) {
      held.end(why);
    }
  }

  private void take(long epoch, long endsNanos) {
    synchronized (telling) {
      if (closed) {
        return;
      }
      var taken = new Leadership(epoch, endsNanos, this::tellLost, this::outranked);
      leadership = taken;
      highest.accumulateAndGet(epoch, Math::max);
      log.info("{}: {} leads, epoch {}", candidacy.key(), candidacy.name(), epoch);
      taken.begin();
      listener.elected(taken);
    }
  }

  private void tellLost(String why) {
    synchronized (telling) {
      Leadership lost = leadership;
      leadership = null;
      if (lost != null) {
        log.info(
            "{}: {} leads no more, epoch {}: {}",
            candidacy.key(),
            candidacy.name(),
            lost.epoch(),
            why);
        listener.lost(lost);
      }
    }
    loop.wake();
  }

  private void outranked(long higherEpoch) {
    highest.accumulateAndGet(higherEpoch, Math::max);
    loop.wake();
  }

  // First the lock, since a session that ends with a lock leaves the lock's delay behind.
  private void endSession() throws ConsulException {
    if (!session.isEmpty()) {
      agent.releaseLock(candidacy, session, lockedEpoch);
      agent.destroySession(session);
      session = "";
    }
  }

  private final class Campaign implements BackgroundLoop.Task {
    @Override
    public void round(BackgroundLoop loop) throws ConsulException {
      Leadership held = leadership;
      if (held == null) {
        stand(loop);
      } else {
        lead(loop, held);
      }
    }

    private void stand(BackgroundLoop loop) throws ConsulException {
      LockState seen = lock(loop, turnedDown ? jittered(TURNED_DOWN_WAIT) : WAIT);
      turnedDown = false;
      if (seen.isFree()) {
        standFor(seen);
      } else if (!session.isEmpty()) {
        // Also of a leadership of ours that is over, or of one that we were not told of.
        endSession();
        index = BlockingIndex.NONE;
      }
    }

    private void standFor(LockState seen) throws ConsulException {
      long asOfNanos = System.nanoTime();
      if (session.isEmpty()) {
        Optional<String> opened = agent.createSession(candidacy);
        if (opened.isEmpty()) {
          waitUntilWell();
          return;
        }
        illSaid = false;
        session = opened.get();
      } else if (!agent.renewSession(session)) {
        session = "";
        index = BlockingIndex.NONE;
        return;
      }
      long epoch = Math.max(seen.epoch(), highest.get()) + 1;
      // Also when no answer comes: what is released then must leave the epoch behind.
      lockedEpoch = epoch;
      if (agent.acquireLock(candidacy, session, seen, epoch)) {
        renewAtNanos = asOfNanos + candidacy.ttl().toNanos() / 3;
        take(epoch, asOfNanos + candidacy.ttl().toNanos());
      } else {
        turnedDown = true;
      }
    }

    private void waitUntilWell() {
      turnedDown = true;
      if (!illSaid) {
        illSaid = true;
        log.info("{}: {} stands when Consul finds it well", candidacy.key(), candidacy.name());
      }
    }

    private void lead(BackgroundLoop loop, Leadership held) throws ConsulException {
      if (highest.get() > held.epoch()) {
        endLeadership("the store has seen a higher epoch");
        agent.releaseLock(candidacy, session, lockedEpoch);
        index = BlockingIndex.NONE;
        return;
      }
      if (renewAtNanos - System.nanoTime() <= 0 && !renew(held)) {
        return;
      }
      LockState seen = lock(loop, Duration.ofNanos(renewAtNanos - System.nanoTime()));
      if (!seen.session().equals(session)) {
        endLeadership("another has the lock, or nobody");
      }
    }

    private boolean renew(Leadership held) throws ConsulException {
      long asOfNanos = System.nanoTime();
      if (!agent.renewSession(session)) {
        session = "";
        index = BlockingIndex.NONE;
        endLeadership("Consul has ended the session");
        return false;
      }
      renewAtNanos = asOfNanos + candidacy.ttl().toNanos() / 3;
      return held.renew(asOfNanos + candidacy.ttl().toNanos());
    }

    private LockState lock(BackgroundLoop loop, Duration atMost) throws ConsulException {
      // Consul takes a wait of nothing for its default of 5 minutes.
      Duration wait = Duration.ofMillis(Math.max(1, atMost.toMillis()));
      long asked = index;
      LockState seen = loop.waitFor(() -> agent.lock(candidacy.key(), asked, wait));
      index = BlockingIndex.next(asked, seen.index());
      return seen;
    }

    private Duration jittered(Duration wait) {
      long half = wait.toNanos() / 2;
      return Duration.ofNanos(half + random.nextLong(half));
    }

    @Override
    public void failed(ConsulException failure) {
      index = BlockingIndex.NONE;
    }
  }
}
