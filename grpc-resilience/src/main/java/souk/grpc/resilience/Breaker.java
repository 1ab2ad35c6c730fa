// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.IllegalStateTransitionException;
import io.grpc.Deadline;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resilience4j's circuit breaker on our own time. Its clock follows the ticker, so that a wall
 * clock that is set back can't keep it open, and it turns half-open by our timer, so that this
 * shows also when nobody calls. Thread-safe.
 */
final class Breaker {

  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  private final BreakerPolicy policy;
  private final Deadline.Ticker ticker;
  private final ScheduledExecutorService timer;
  private final CircuitBreaker breaker;

  private volatile long openedNanos;
  // Guarded by this.
  private @Nullable Future<?> halfOpening;

  Breaker(
      String name, BreakerPolicy policy, Deadline.Ticker ticker, ScheduledExecutorService timer) {
    this.policy = policy;
    this.ticker = ticker;
    this.timer = timer;
    this.breaker = CircuitBreaker.of(name, configOf(policy, ticker));
    breaker
        .getEventPublisher()
        .onStateTransition(
            event ->
                changed(
                    event.getStateTransition().getFromState(),
                    event.getStateTransition().getToState()));
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
  @Nullable Permit tryEnter() {
    return breaker.tryAcquirePermission() ? new Permit() : null;
  }

  /** How long the breaker will refuse at least, or a full time when its probes are under way. */
  long comeBackNanos() {
    long whole = policy.openFor().toNanos();
    return breaker.getState() == State.OPEN
        ? Math.clamp(openedNanos + whole - ticker.nanoTime(), 1, whole)
        : whole;
  }

  BreakerSnapshot snapshot() {
    CircuitBreaker.Metrics metrics = breaker.getMetrics();
    return new BreakerSnapshot(
        name(), breaker.getState(), metrics.getFailureRate(), metrics.getSlowCallRate());
  }

  private void changed(State from, State to) {
    CircuitBreaker.Metrics metrics = breaker.getMetrics();
    (to == State.OPEN ? log.atWarn() : log.atInfo())
        .addKeyValue("breaker", name())
        .addKeyValue("from", from)
        .addKeyValue("to", to)
        .addKeyValue("failure_percent", metrics.getFailureRate())
        .addKeyValue("slow_percent", metrics.getSlowCallRate())
        .log("circuit breaker {}: {} to {}", name(), from, to);
    if (to == State.OPEN) {
      openedNanos = ticker.nanoTime();
    }
    synchronized (this) {
      if (halfOpening != null) {
        halfOpening.cancel(false);
        halfOpening = null;
      }
      if (to == State.OPEN) {
        halfOpening = scheduleHalfOpening();
      }
    }
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
    } catch (IllegalStateTransitionException e) {
      log.debug("circuit breaker {} was moved by another hand just now", name(), e);
    }
  }

  /** The permission for one call. Only the first settling counts, from whatever thread. */
  final class Permit {

    private final AtomicBoolean settled = new AtomicBoolean();
    private final long startedNanos = ticker.nanoTime();
    private final boolean probe = breaker.getState() == State.HALF_OPEN;

    /**
     * Whether the call has lasted long enough for a missed deadline to tell something of the
     * target.
     */
    boolean waitedFairly() {
      return ticker.nanoTime() - startedNanos >= policy.fairWait().toNanos();
    }

    void settle(BreakerVerdict verdict) {
      if (!settled.compareAndSet(false, true)) {
        return;
      }
      if (!probe && breaker.getState() == State.HALF_OPEN) {
        // Begun before the breaker opened: it took no probe's place, and what it tells is of the
        // past.
        return;
      }
      long tookNanos = ticker.nanoTime() - startedNanos;
      switch (verdict) {
        case SUCCESS -> breaker.onSuccess(tookNanos, TimeUnit.NANOSECONDS);
        case FAILURE -> breaker.onError(tookNanos, TimeUnit.NANOSECONDS, new Failure());
        case NOTHING -> breaker.releasePermission();
      }
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
