// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One call under a breaker's eye, with all its attempts. The permission is taken by start and given
 * back exactly once: with the verdict on the close, or without one when the caller cancels or start
 * throws. A streaming call is judged by its first answer, so that it neither counts as slow nor
 * keeps a probe's place for as long as it lasts.
 */
final class BreakerCall<Q, A> extends SimpleForwardingClientCall<Q, A> {

  private final Breaker breaker;
  private final BreakerInterceptor interceptor;
  private final CallOptions options;
  private final MethodDescriptor<Q, A> method;
  private final Context context = Context.current();
  // Null before start and for a call that was refused.
  private volatile Breaker.@Nullable Permit permit;

  BreakerCall(
      ClientCall<Q, A> call,
      Breaker breaker,
      BreakerInterceptor interceptor,
      CallOptions options,
      MethodDescriptor<Q, A> method) {
    super(call);
    this.breaker = breaker;
    this.interceptor = interceptor;
    this.options = options;
    this.method = method;
  }

  @Override
  public void start(Listener<A> listener, Metadata headers) {
    Breaker.Permit granted = breaker.tryEnter(method);
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
      if (method.getType() != MethodDescriptor.MethodType.UNARY) {
        granted.settle(BreakerVerdict.SUCCESS);
      }
      super.onHeaders(headers);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      granted.settle(verdict(status, trailers));
      super.onClose(status, trailers);
    }

    private BreakerVerdict verdict(Status status, Metadata trailers) {
      BreakerVerdict verdict =
          BreakerVerdict.of(status, trailers, interceptor.refusals(), granted.waitedFairly());
      return verdict == BreakerVerdict.FAILURE && options.getOption(ClientResilience.REPEAT)
          ? BreakerVerdict.NOTHING
          : verdict;
    }
  }
}
