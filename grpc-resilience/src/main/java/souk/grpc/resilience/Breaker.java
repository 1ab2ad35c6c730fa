// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.IllegalStateTransitionException;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.grpc.resilience.balancing.UsualTimes;

/**
 * Resilience4j's circuit breaker on our own time, of one target and method class. Its clock follows
 * the ticker, so that a wall clock that is set back can't keep it open, and it turns half-open by
 * our timer, so that this shows also when nobody calls. Thread-safe.
 */
final class Breaker {

  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  /** A deadline that lasted so many times what the method usually takes was no hurry. */
  private static final int PATIENCE = 4;

  private final BreakerPolicy policy;
  private final Deadline.Ticker ticker;
  private final ScheduledExecutorService timer;
  private final CircuitBreaker breaker;

  private final UsualTimes usual = new UsualTimes();
  private final LongAdder refused = new LongAdder();

  private volatile long openedNanos;
  private volatile long answeredNanos;
  private volatile State noticed = State.CLOSED;
  // Counts the changes of state, so that a permit knows whether it is of the present one.
  private volatile int era;
  // Guarded by this.
  private @Nullable Future<?> halfOpening;

  Breaker(
      String name, BreakerPolicy policy, Deadline.Ticker ticker, ScheduledExecutorService timer) {
    this.policy = policy;
    this.ticker = ticker;
    this.timer = timer;
    this.breaker = CircuitBreaker.of(name, configOf(policy, ticker));
    this.answeredNanos = ticker.nanoTime();
  }

  private static CircuitBreakerConfig configOf(BreakerPolicy policy, Deadline.Ticker ticker) {
    return CircuitBreakerConfig.custom()
        .slidingWindow(
            (int) policy.window().toSeconds(), policy.minimumCalls(), SlidingWindowType.TIME_BASED)
        .failureRateThreshold(policy.failurePercent())
        .slowCallRateThreshold(policy.slowPercent())
        .slowCallDurationThreshold(policy.slowAfter())
        .waitDurationInOpenState(policy.openFor())
        .permittedNumberOfCallsInHalfOpenState(policy.probes())
        .clock(new TickerClock(ticker))
        .currentTimestampFunction(clock -> ticker.nanoTime(), TimeUnit.NANOSECONDS)
        .build();
  }

  String name() {
    return breaker.getName();
  }

  /** Asks for permission to call; null is a refusal. Whoever gets one settles it. */
  @Nullable Permit tryEnter(MethodDescriptor<?, ?> method) {
    boolean permitted = breaker.tryAcquirePermission();
    noticeChange();
    if (!permitted) {
      refused.increment();
      return null;
    }
    Permit permit = new Permit(method);
    if (permit.probe) {
      permit.limit();
    }
    return permit;
  }

  /** How long the breaker will refuse at least, or a full time when its probes are under way. */
  long comeBackNanos() {
    long whole = policy.openFor().toNanos();
    return breaker.getState() == State.OPEN
        ? Math.clamp(openedNanos + whole - ticker.nanoTime(), 1, whole)
        : whole;
  }

  /**
   * One answer in time shows that the target is back. To wait for the other probes would refuse
   * everyone for as long as the slowest of them takes, which on a target that comes back under load
   * is seconds.
   */
  private synchronized void closeAgain() {
    if (breaker.getState() == State.HALF_OPEN) {
      breaker.transitionToClosedState();
    }
  }

  synchronized void control(BreakerControl control) {
    switch (control) {
      case OPEN -> breaker.transitionToForcedOpenState();
      case CLOSED -> breaker.transitionToDisabledState();
      case AUTOMATIC -> {
        if (breaker.getState() == State.FORCED_OPEN || breaker.getState() == State.DISABLED) {
          breaker.transitionToClosedState();
        }
      }
    }
    noticeChange();
  }

  BreakerSnapshot snapshot() {
    CircuitBreaker.Metrics metrics = breaker.getMetrics();
    return new BreakerSnapshot(
        name(),
        breaker.getState(),
        metrics.getFailureRate(),
        metrics.getSlowCallRate(),
        refused.sum());
  }

  /**
   * To be called after whatever may have changed the state. Resilience4j would tell of it, but once
   * anybody listens it makes an event, with its date, of every call.
   */
  private void noticeChange() {
    State now = breaker.getState();
    if (now != noticed) {
      changed();
    }
  }

  private synchronized void changed() {
    State from = noticed;
    State to = breaker.getState();
    if (from == to) {
      return;
    }
    noticed = to;
    era++;
    if (to == State.OPEN) {
      openedNanos = ticker.nanoTime();
    }
    if (halfOpening != null) {
      halfOpening.cancel(false);
      halfOpening = null;
    }
    if (to == State.OPEN) {
      halfOpening = scheduleHalfOpening();
    }
    CircuitBreaker.Metrics metrics = breaker.getMetrics();
    (to == State.OPEN ? log.atWarn() : log.atInfo())
        .addKeyValue("breaker", name())
        .addKeyValue("from", from)
        .addKeyValue("to", to)
        .addKeyValue("failure_percent", metrics.getFailureRate())
        .addKeyValue("slow_percent", metrics.getSlowCallRate())
        .log("circuit breaker {}: {} to {}", name(), from, to);
  }

  private @Nullable Future<?> scheduleHalfOpening() {
    try {
      return timer.schedule(this::halfOpen, policy.openFor().toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The timer is shut down with its process; until the end the next call turns the breaker by
      // itself.
      log.debug("no timer for circuit breaker {}", name(), e);
      return null;
    }
  }

  private void halfOpen() {
    try {
      if (breaker.getState() == State.OPEN) {
        breaker.transitionToHalfOpenState();
      }
      noticeChange();
    } catch (IllegalStateTransitionException e) {
      log.debug("circuit breaker {} was moved by another hand just now", name(), e);
    }
  }

  /** The permission for one call. Only the first settling counts, from whatever thread. */
  final class Permit {

    private final AtomicBoolean settled = new AtomicBoolean();
    private final long startedNanos = ticker.nanoTime();
    private final boolean probe = breaker.getState() == State.HALF_OPEN;
    private final int grantedIn = era;
    private final MethodDescriptor<?, ?> method;
    private volatile @Nullable Future<?> limit;

    private Permit(MethodDescriptor<?, ?> method) {
      this.method = method;
    }

    /**
     * A probe that isn't answered before it counts as slow has failed. Otherwise a stream that
     * hangs would keep its place, and the breaker half open, for minutes.
     */
    private void limit() {
      try {
        limit =
            timer.schedule(
                () -> settle(BreakerVerdict.FAILURE),
                policy.slowAfter().toNanos(),
                TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        log.debug("no timer for a probe of circuit breaker {}", name(), e);
      }
    }

    /**
     * Whether a missed deadline tells something of the target: the call lasted as long as its
     * method usually takes, and either several times as long, or in all that time the target
     * answered nobody. Else it is the caller who was in a hurry.
     */
    boolean waitedFairly() {
      long waited = ticker.nanoTime() - startedNanos;
      long usually = usual.nanos(method.getFullMethodName());
      return waited >= Math.max(policy.fairWait().toNanos(), usually)
          && (waited >= usually * PATIENCE || answeredNanos - startedNanos <= 0);
    }

    void settle(BreakerVerdict verdict) {
      if (!settled.compareAndSet(false, true)) {
        return;
      }
      Future<?> pending = limit;
      if (pending != null) {
        pending.cancel(false);
      }
      long now = ticker.nanoTime();
      long tookNanos = now - startedNanos;
      if (verdict == BreakerVerdict.SUCCESS) {
        answeredNanos = now;
        usual.answered(method.getFullMethodName(), tookNanos);
      }
      if (breaker.getState() == State.HALF_OPEN && grantedIn != era) {
        // Begun before the breaker opened: what it tells is of the past. A probe of another time
        // gives a place back, since a change of state is heard of a moment late: rather one probe
        // too many than one place lost.
        if (probe) {
          breaker.releasePermission();
        }
        return;
      }
      switch (verdict) {
        case SUCCESS -> {
          breaker.onSuccess(tookNanos, TimeUnit.NANOSECONDS);
          // The limit of a probe may come late, or not at all when the timer is gone.
          if (probe && tookNanos < policy.slowAfter().toNanos()) {
            closeAgain();
          }
        }
        case FAILURE -> breaker.onError(tookNanos, TimeUnit.NANOSECONDS, new Failure());
        case NOTHING -> breaker.releasePermission();
      }
      noticeChange();
    }
  }

  /**
   * Resilience4j wants a throwable for each failure; nobody looks at it, so it has no stack trace.
   */
  private static final class Failure extends RuntimeException {
    Failure() {
      super("failed attempt", null, false, false);
    }
  }
}
