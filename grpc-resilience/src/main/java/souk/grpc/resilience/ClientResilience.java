// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * What stands before every call to one target, outermost first: breaker, bulkhead, deadline, retry.
 * This class is the only place that says in which order. One for each target and process, so that
 * budget and breakers see all calls; thread-safe; nothing to close.
 *
 * <p>Make the channel with {@code disableRetry()}: grpc's own retries can't give an attempt its own
 * deadline and would multiply these.
 *
 * <p>Errors that it makes itself are UNAVAILABLE with an {@code ErrorInfo} and a {@link
 * RetryPushback} that forbids retries: {@link #CIRCUIT_OPEN} and {@link #OUTCOME_UNKNOWN}; and
 * RESOURCE_EXHAUSTED: {@link #BULKHEAD_FULL}.
 */
public final class ClientResilience {

  /**
   * Reason: the call was not made, because the breaker is open. {@code RetryInfo} says when to come
   * back.
   */
  public static final String CIRCUIT_OPEN = "CIRCUIT_OPEN";

  /**
   * Reason: an earlier attempt may have done its work, and the last was refused before anybody
   * looked. To learn what became of it, repeat the call with the same request.
   */
  public static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

  /**
   * Reason: the call was not made, because as many as are allowed are under way to the target.
   * {@code RetryInfo} says when to come back.
   */
  public static final String BULKHEAD_FULL = "BULKHEAD_FULL";

  /**
   * Option of a call that repeats one that had no answer, where that may be a matter of what is
   * asked for and not of the target: the breaker, which has heard of the first, doesn't count its
   * failure. A success counts.
   */
  public static final CallOptions.Key<Boolean> REPEAT =
      CallOptions.Key.createWithDefault("souk.grpc.resilience.REPEAT", false);

  private final List<ClientInterceptor> outermostFirst;
  private final List<Breaker> breakers;
  private final Bulkhead bulkhead;
  private final LongAdder bulkheadRefused = new LongAdder();
  private final RetryBudget budget;

  private ClientResilience(Builder settings) {
    var refusals = new Refusals(settings.errorDomain, settings.target);
    var threads = new ClientThreads(settings.timer, settings.executor);
    var reads =
        new Breaker(settings.target + "/read", settings.reads, settings.ticker, settings.timer);
    var writes =
        new Breaker(settings.target + "/write", settings.writes, settings.ticker, settings.timer);
    bulkhead =
        Bulkhead.of(
            settings.target,
            BulkheadConfig.custom()
                .maxConcurrentCalls(settings.mostCalls)
                .maxWaitDuration(Duration.ZERO)
                .build());
    RetryPolicy retry = settings.retry;
    var backoff =
        new Backoff(
            retry.initialBackoff().toNanos(), retry.maxBackoff().toNanos(), settings.random);
    budget = new RetryBudget(retry.budget(), settings.ticker);
    var deadlines = new CallDeadlines(settings.deadline, settings.streamDeadline, settings.ticker);
    outermostFirst =
        List.of(
            new AdmissionInterceptor(reads, writes, bulkhead, bulkheadRefused, refusals, threads),
            new RetryInterceptor(deadlines, retry, budget, backoff, refusals, threads),
            new ServersDeadlineInterceptor());
    breakers = List.of(reads, writes);
  }

  /**
   * Begins to describe a target.
   *
   * @param target its name, in breakers' names, errors and logs
   * @param errorDomain the domain of the {@code ErrorInfo}s, the same in all processes that call
   *     each other
   */
  public static Builder forTarget(String target, String errorDomain) {
    return new Builder(target, errorDomain);
  }

  /**
   * The channel with the chain before it. Stubs on the result are covered; the channel stays the
   * caller's to shut down.
   */
  public Channel wrap(Channel channel) {
    return ClientInterceptors.interceptForward(channel, outermostFirst);
  }

  /**
   * The target's breakers as they are now, one for the methods without side effects, one for all
   * others.
   */
  public List<BreakerSnapshot> breakers() {
    return breakers.stream().map(Breaker::snapshot).toList();
  }

  /**
   * Whether calls of the method class are refused at the moment; half-open is not, there a call is
   * welcome as a probe.
   */
  public boolean isOpen(boolean readOnly) {
    CircuitBreaker.State state = breakers.get(readOnly ? 0 : 1).snapshot().state();
    return state == CircuitBreaker.State.OPEN || state == CircuitBreaker.State.FORCED_OPEN;
  }

  /**
   * Takes a breaker out of its own hands, or gives it back, then closed and with nothing counted.
   * For an operator: to keep calls away from a target that is being repaired, or to let them
   * through whatever the breaker thinks. Idempotent.
   *
   * @param readOnly which breaker: that of the methods without side effects, or the other
   */
  public void control(boolean readOnly, BreakerControl control) {
    breakers.get(readOnly ? 0 : 1).control(control);
  }

  /** How full the target's bulkhead is. */
  public BulkheadSnapshot bulkhead() {
    int most = bulkhead.getMetrics().getMaxAllowedConcurrentCalls();
    return new BulkheadSnapshot(
        bulkhead.getName(),
        most - bulkhead.getMetrics().getAvailableConcurrentCalls(),
        most,
        bulkheadRefused.sum());
  }

  /** How much is tried again, and how much more may be. */
  public RetrySnapshot retries() {
    return budget.snapshot(bulkhead.getName());
  }

  /** Settings of a target, all with defaults. Not thread-safe. */
  public static final class Builder {

    private final String target;
    private final String errorDomain;
    private Duration deadline = Duration.ofSeconds(5);
    private Duration streamDeadline = Duration.ofMinutes(5);
    private RetryPolicy retry = RetryPolicy.DEFAULT;
    private int mostCalls = 256;
    private BreakerPolicy reads = BreakerPolicy.DEFAULT;
    private BreakerPolicy writes = BreakerPolicy.DEFAULT;
    private Deadline.Ticker ticker = Deadline.getSystemTicker();
    private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    private ScheduledExecutorService timer = ClientThreads.sharedTimer();
    private Executor executor = Thread::startVirtualThread;

    private Builder(String target, String errorDomain) {
      Checks.that(!target.isBlank(), "target", target, "a name");
      Checks.that(!errorDomain.isBlank(), "errorDomain", errorDomain, "a name");
      this.target = target;
      this.errorDomain = errorDomain;
    }

    /** For calls that have no deadline of their own: 5 s. */
    public Builder deadline(Duration after) {
      Checks.positive("deadline", after);
      deadline = after;
      return this;
    }

    /** For calls whose answer is a stream and that have no deadline of their own: 5 min. */
    public Builder streamDeadline(Duration after) {
      Checks.positive("streamDeadline", after);
      streamDeadline = after;
      return this;
    }

    /** {@link RetryPolicy#DEFAULT}. */
    public Builder retry(RetryPolicy policy) {
      retry = policy;
      return this;
    }

    /** The breaker of the methods without side effects: {@link BreakerPolicy#DEFAULT}. */
    public Builder readBreaker(BreakerPolicy policy) {
      reads = policy;
      return this;
    }

    /** The breaker of all other methods: {@link BreakerPolicy#DEFAULT}. */
    public Builder writeBreaker(BreakerPolicy policy) {
      writes = policy;
      return this;
    }

    /**
     * How many unary calls may be under way to the target at once, 1 to 100,000: 256. One more is
     * refused.
     */
    public Builder bulkhead(int calls) {
      Checks.that(calls >= 1 && calls <= 100_000, "bulkhead", calls, "1 to 100,000");
      mostCalls = calls;
      return this;
    }

    /** The time by which deadlines, breakers and the budget go: the system's. */
    public Builder ticker(Deadline.Ticker time) {
      ticker = time;
      return this;
    }

    /** Where the jitter comes from; must be thread-safe. */
    public Builder random(RandomGenerator generator) {
      random = generator;
      return this;
    }

    /**
     * Where pauses wait: one daemon thread that the process shares. It only hands over, and stays
     * the caller's.
     */
    public Builder timer(ScheduledExecutorService scheduler) {
      timer = scheduler;
      return this;
    }

    /**
     * Where later attempts begin and refusals are told when the call has no executor: a virtual
     * thread each.
     */
    public Builder executor(Executor fallback) {
      executor = fallback;
      return this;
    }

    /** Makes it. */
    public ClientResilience build() {
      return new ClientResilience(this);
    }
  }
}
