// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Bounds the calls that a server works on at once, which a virtual thread for each does not, and
 * refuses one more before any work: RESOURCE_EXHAUSTED, {@code ErrorInfo} reason {@link
 * #OVERLOADED}, {@code RetryInfo}. By priorities: what is least is refused first. The bound shrinks
 * while calls wait long until they begin, and grows again.
 *
 * <p>It decides where the call arrives and lets those that it takes go on in the executor, so the
 * server itself needs {@code ServerBuilder.directExecutor()}: a refusal that had to wait for a
 * thread would come as late as what it refuses. Interceptors outside of this one run on the
 * transport's thread, too, and must not block.
 *
 * <p>One for all services of a server. Leave it away from the health service, or a busy instance is
 * taken for an ill one. Streams are bounded apart, as many as calls, and never take a call's place.
 * Thread-safe.
 */
public final class LoadSheddingInterceptor implements ServerInterceptor {
  /** Reason: the server has too much to do at the moment. */
  public static final String OVERLOADED = "OVERLOADED";

  private final int most;
  private final AdaptiveLimit calls;
  private final Map<CallPriority, LongAdder> shed = new EnumMap<>(CallPriority.class);
  private final LongAdder shedStreams = new LongAdder();
  private final Semaphore streams;
  private final Function<MethodDescriptor<?, ?>, CallPriority> priorities;
  private final Refusals refusals;
  private final Executor executor;
  private final Deadline.Ticker ticker;

  /**
   * @param most calls at once, and as many streams, 1 to 100,000
   * @param errorDomain the domain of the {@code ErrorInfo}s
   * @param priorities of the methods, asked for each call; must not block
   * @param executor where calls that are let in go on; without a bound of its own, such as a
   *     virtual thread for each task, since what is let in is bounded here
   */
  public LoadSheddingInterceptor(
      int most,
      String errorDomain,
      Function<MethodDescriptor<?, ?>, CallPriority> priorities,
      Executor executor) {
    this(most, errorDomain, priorities, executor, Deadline.getSystemTicker());
  }

  LoadSheddingInterceptor(
      int most,
      String errorDomain,
      Function<MethodDescriptor<?, ?>, CallPriority> priorities,
      Executor executor,
      Deadline.Ticker ticker) {
    Checks.that(most >= 1 && most <= 100_000, "most", most, "1 to 100,000");
    this.most = most;
    Arrays.stream(CallPriority.values()).forEach(each -> shed.put(each, new LongAdder()));
    this.calls = new AdaptiveLimit(most, ticker);
    this.streams = new Semaphore(most);
    this.priorities = priorities;
    this.refusals = new Refusals(errorDomain, "server");
    this.executor = executor;
    this.ticker = ticker;
  }

  /** By the contract: {@code NO_SIDE_EFFECTS} is {@code LOW}, all else {@code NORMAL}. */
  public static CallPriority byContract(MethodDescriptor<?, ?> method) {
    return method.isSafe() ? CallPriority.LOW : CallPriority.NORMAL;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    MethodDescriptor<Q, A> method = call.getMethodDescriptor();
    boolean unary = method.getType() == MethodDescriptor.MethodType.UNARY;
    LongAdder refused = shedStreams;
    boolean entered;
    if (unary) {
      CallPriority priority = priorities.apply(method);
      refused = shed.getOrDefault(priority, shedStreams);
      entered = calls.tryEnter(priority);
    } else {
      entered = streams.tryAcquire();
    }
    if (!entered) {
      refused.increment();
      Refusals.Refusal refusal = refusals.overloaded();
      call.close(refusal.status(), refusal.trailers());
      return new ServerCall.Listener<>() {};
    }
    Runnable leave = unary ? calls::leave : streams::release;
    LongConsumer began = unary ? calls::began : waitedNanos -> {};
    ServedCall<Q, A> served = new ServedCall<>(call, executor, began, leave, ticker);
    try {
      served.start(headers, next);
    } catch (RejectedExecutionException e) {
      leave.run();
      throw e;
    }
    return served;
  }

  /** How much is let in, and what was not. */
  public SheddingSnapshot snapshot() {
    Map<CallPriority, Long> refused = new EnumMap<>(CallPriority.class);
    shed.forEach((priority, count) -> refused.put(priority, count.sum()));
    return new SheddingSnapshot(
        calls.limit(), most, calls.underWay(), Map.copyOf(refused), shedStreams.sum());
  }
}
