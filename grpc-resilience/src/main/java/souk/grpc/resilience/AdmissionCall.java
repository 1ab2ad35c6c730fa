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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call, all its attempts, between a breaker and a bulkhead. Permission and place are taken by
 * start and given back exactly once: the permission with the verdict on the close, or without one
 * when the caller cancels or start throws; the place when the call has ended. A streaming call is
 * judged by its first answer, so that it neither counts as slow nor keeps a probe's place for as
 * long as it lasts, and takes no place in the bulkhead, which would fill with those that wait.
 */
final class AdmissionCall<Q, A> extends SimpleForwardingClientCall<Q, A> {

  private final Breaker breaker;
  private final AdmissionInterceptor interceptor;
  private final CallOptions options;
  private final MethodDescriptor<Q, A> method;
  private final Context context = Context.current();
  private final AtomicBoolean placeGivenBack = new AtomicBoolean();
  // Null before start and for a call that was refused.
  private volatile Breaker.@Nullable Permit permit;

  AdmissionCall(
      ClientCall<Q, A> call,
      Breaker breaker,
      AdmissionInterceptor interceptor,
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
      refuse(listener, interceptor.refusals().circuitOpen(breaker.name(), breaker.comeBackNanos()));
      return;
    }
    if (unary() && !interceptor.bulkhead().tryAcquirePermission()) {
      granted.settle(BreakerVerdict.NOTHING);
      interceptor.bulkheadRefused().increment();
      refuse(listener, interceptor.refusals().bulkheadFull());
      return;
    }
    permit = granted;
    try {
      super.start(new Judge(listener, granted), headers);
    } catch (RuntimeException | Error e) {
      granted.settle(BreakerVerdict.NOTHING);
      givePlaceBack();
      throw e;
    }
  }

  private boolean unary() {
    return method.getType() == MethodDescriptor.MethodType.UNARY;
  }

  private void givePlaceBack() {
    if (unary() && placeGivenBack.compareAndSet(false, true)) {
      interceptor.bulkhead().releasePermission();
    }
  }

  private void refuse(Listener<A> listener, Refusals.Refusal refusal) {
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
      if (!unary()) {
        granted.settle(BreakerVerdict.SUCCESS);
      }
      super.onHeaders(headers);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      granted.settle(verdict(status, trailers));
      givePlaceBack();
      super.onClose(status, trailers);
    }

    private BreakerVerdict verdict(Status status, Metadata trailers) {
      boolean fairly = status.getCode() == Status.Code.DEADLINE_EXCEEDED && granted.waitedFairly();
      BreakerVerdict verdict = BreakerVerdict.of(status, trailers, interceptor.refusals(), fairly);
      return verdict == BreakerVerdict.FAILURE && options.getOption(ClientResilience.REPEAT)
          ? BreakerVerdict.NOTHING
          : verdict;
    }
  }
}
