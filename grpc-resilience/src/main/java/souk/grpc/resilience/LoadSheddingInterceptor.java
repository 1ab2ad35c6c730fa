// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the calls that a server works on at once, which a virtual thread for each does not, and
 * refuses one more before any work: RESOURCE_EXHAUSTED, {@code ErrorInfo} reason {@link
 * #OVERLOADED}, {@code RetryInfo}. By priorities: what is least is refused first. The bound shrinks
 * while calls wait long until they begin, and grows again.
 *
 * <p>One for all services of a server, and its {@link #tracer} for the server itself, which notes
 * when calls arrive; a call that came past it is bounded, but does not move the bound. Leave it
 * away from the health service, or a busy instance is taken for an ill one. Streams are bounded
 * apart, as many as calls, and never take a call's place. Thread-safe.
 */
public final class LoadSheddingInterceptor implements ServerInterceptor {
  /** Reason: the server has too much to do at the moment. */
  public static final String OVERLOADED = "OVERLOADED";

  private static final Context.Key<Long> ARRIVED = Context.key("souk.grpc.resilience.ARRIVED");

  private final int most;
  private final AdaptiveLimit calls;
  private final Map<CallPriority, LongAdder> shed = new EnumMap<>(CallPriority.class);
  private final LongAdder shedStreams = new LongAdder();
  private final Semaphore streams;
  private final Function<MethodDescriptor<?, ?>, CallPriority> priorities;
  private final Refusals refusals;
  private final Deadline.Ticker ticker;

  /**
   * @param most calls at once, and as many streams, 1 to 100,000
   * @param errorDomain the domain of the {@code ErrorInfo}s
   * @param priorities of the methods, asked for each call
   */
  public LoadSheddingInterceptor(
      int most, String errorDomain, Function<MethodDescriptor<?, ?>, CallPriority> priorities) {
    this(most, errorDomain, priorities, Deadline.getSystemTicker());
  }

  LoadSheddingInterceptor(
      int most,
      String errorDomain,
      Function<MethodDescriptor<?, ?>, CallPriority> priorities,
      Deadline.Ticker ticker) {
    Checks.that(most >= 1 && most <= 100_000, "most", most, "1 to 100,000");
    this.most = most;
    Arrays.stream(CallPriority.values()).forEach(each -> shed.put(each, new LongAdder()));
    this.calls = new AdaptiveLimit(most, ticker);
    this.streams = new Semaphore(most);
    this.priorities = priorities;
    this.refusals = new Refusals(errorDomain, "server");
    this.ticker = ticker;
  }

  /** By the contract: {@code NO_SIDE_EFFECTS} is {@code LOW}, all else {@code NORMAL}. */
  public static CallPriority byContract(MethodDescriptor<?, ?> method) {
    return method.isSafe() ? CallPriority.LOW : CallPriority.NORMAL;
  }

  /** Notes when calls arrive, for {@code ServerBuilder.addStreamTracerFactory}. */
  public ServerStreamTracer.Factory tracer() {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Arrival(ticker.nanoTime());
      }
    };
  }

  /**
   * Notes when a call arrived, where a server knows no stream tracers.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  public static Context arrivedAt(Context context, long nanoTime) {
    return context.withValue(ARRIVED, nanoTime);
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
      entered = calls.tryEnter(priority, waited());
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
    try {
      return new Leaving<>(next.startCall(call, headers), leave);
    } catch (RuntimeException | Error e) {
      leave.run();
      throw e;
    }
  }

  /** How much is let in, and what was not. */
  public SheddingSnapshot snapshot() {
    Map<CallPriority, Long> refused = new EnumMap<>(CallPriority.class);
    shed.forEach((priority, count) -> refused.put(priority, count.sum()));
    return new SheddingSnapshot(
        calls.limit(), most, calls.underWay(), Map.copyOf(refused), shedStreams.sum());
  }

  /** Nanoseconds; null for a call whose arrival nobody noted. */
  private @Nullable Long waited() {
    Long arrived = ARRIVED.get();
    return arrived == null ? null : (Long) (ticker.nanoTime() - arrived);
  }

  private static final class Arrival extends ServerStreamTracer {
    private final long nanos;

    Arrival(long nanos) {
      this.nanos = nanos;
    }

    @Override
    public Context filterContext(Context context) {
      return arrivedAt(context, nanos);
    }
  }

  /** A call ends with either of two events; which one is the transport's to say. */
  private static final class Leaving<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Runnable leave;
    private final AtomicBoolean left = new AtomicBoolean();

    Leaving(ServerCall.Listener<Q> listener, Runnable leave) {
      super(listener);
      this.leave = leave;
    }

    @Override
    public void onComplete() {
      leaveOnce();
      super.onComplete();
    }

    @Override
    public void onCancel() {
      leaveOnce();
      super.onCancel();
    }

    private void leaveOnce() {
      if (left.compareAndSet(false, true)) {
        leave.run();
      }
    }
  }
}
