// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt under a breaker's eye. The permission is taken by start and given back exactly once:
 * with the verdict on the close, or without one when the caller cancels or start throws. A
 * streaming call is judged by its first answer, so that it neither counts as slow nor keeps a
 * probe's place for as long as it lasts.
 */
final class BreakerCall<Q, A> extends SimpleForwardingClientCall<Q, A> {

  private static final long WIRE_ROUNDING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final Status DEADLINE_BY_SERVER =
      Status.DEADLINE_EXCEEDED.withDescription("the server ended the call at its deadline");

  private final Breaker breaker;
  private final BreakerInterceptor interceptor;
  private final CallOptions options;
  private final boolean streaming;
  private final Context context = Context.current();
  private volatile boolean cancelled;
  // Null before start and for a call that was refused.
  private volatile Breaker.@Nullable Permit permit;

  BreakerCall(
      ClientCall<Q, A> call,
      Breaker breaker,
      BreakerInterceptor interceptor,
      CallOptions options,
      MethodType type) {
    super(call);
    this.breaker = breaker;
    this.interceptor = interceptor;
    this.options = options;
    this.streaming = type != MethodType.UNARY;
  }

  @Override
  public void start(Listener<A> listener, Metadata headers) {
    Breaker.Permit granted = breaker.tryEnter();
    if (granted == null) {
      refuse(listener);
      return;
    }
    permit = granted;
    try {
      super.start(new Judge(listener, granted), headers);
    } catch (RuntimeException | Error e) {
      granted.settle(BreakerVerdict.NOTHING);
      throw e;
    }
  }

  private void refuse(Listener<A> listener) {
    Refusals.Refusal refusal =
        interceptor.refusals().circuitOpen(breaker.name(), breaker.comeBackNanos());
    interceptor
        .threads()
        .execute(
            options, context.wrap(() -> listener.onClose(refusal.status(), refusal.trailers())));
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    Breaker.Permit granted = permit;
    if (granted != null) {
      cancelled = true;
      super.cancel(message, cause);
      granted.settle(BreakerVerdict.NOTHING);
    }
  }

  // A refused call was never started below: what the caller still does with it until it hears so
  // leads nowhere.

  @Override
  public void request(int count) {
    if (permit != null) {
      super.request(count);
    }
  }

  @Override
  public void sendMessage(Q message) {
    if (permit != null) {
      super.sendMessage(message);
    }
  }

  @Override
  public void halfClose() {
    if (permit != null) {
      super.halfClose();
    }
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    if (permit != null) {
      super.setMessageCompression(enabled);
    }
  }

  @Override
  public boolean isReady() {
    return permit != null && super.isReady();
  }

  private final class Judge extends SimpleForwardingClientCallListener<A> {

    private final Breaker.Permit granted;

    Judge(Listener<A> listener, Breaker.Permit granted) {
      super(listener);
      this.granted = granted;
    }

    @Override
    public void onHeaders(Metadata headers) {
      if (streaming) {
        granted.settle(BreakerVerdict.SUCCESS);
      }
      super.onHeaders(headers);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      Status told = serversDeadlineFirst(status) ? DEADLINE_BY_SERVER : status;
      granted.settle(verdict(told, trailers));
      super.onClose(told, trailers);
    }

    private BreakerVerdict verdict(Status told, Metadata trailers) {
      BreakerVerdict verdict =
          BreakerVerdict.of(told, trailers, interceptor.refusals(), granted.waitedFairly());
      return verdict == BreakerVerdict.FAILURE && options.getOption(ClientResilience.REPEAT)
          ? BreakerVerdict.NOTHING
          : verdict;
    }
  }

  /**
   * A server whose own timer for the deadline fires first can only reset the stream, which arrives
   * as CANCELLED. grpc-java reads that as DEADLINE_EXCEEDED when the client's deadline is past by
   * then; on the wire it is rounded down, so that it can be a moment before.
   */
  private boolean serversDeadlineFirst(Status status) {
    Deadline deadline = options.getDeadline();
    return status.getCode() == Status.Code.CANCELLED
        && deadline != null
        && deadline.timeRemaining(TimeUnit.NANOSECONDS) < WIRE_ROUNDING_NANOS
        && !cancelled
        && !context.isCancelled();
  }
}
