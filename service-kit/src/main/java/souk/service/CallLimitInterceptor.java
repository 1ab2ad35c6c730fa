// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds the calls in flight, since a virtual thread for each call is no bound: one more is refused
 * before any work, RESOURCE_EXHAUSTED, reason OVERLOADED. Thread-safe.
 */
final class CallLimitInterceptor implements ServerInterceptor {
  private static final Duration RETRY_AFTER = Duration.ofMillis(200);

  private final Semaphore permits;

  CallLimitInterceptor(int maxCalls) {
    this.permits = new Semaphore(maxCalls);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!permits.tryAcquire()) {
      throw Refusal.exhausted("OVERLOADED", "too many calls at once; come back", RETRY_AFTER);
    }
    ServerCall.Listener<Q> listener;
    try {
      listener = next.startCall(call, headers);
    } catch (RuntimeException failure) {
      permits.release();
      throw failure;
    }
    return new ReleasingListener<>(listener);
  }

  /** A call ends with either of two events; which one is the transport's to say. */
  private final class ReleasingListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final AtomicBoolean released = new AtomicBoolean();

    ReleasingListener(ServerCall.Listener<Q> listener) {
      super(listener);
    }

    @Override
    public void onComplete() {
      release();
      super.onComplete();
    }

    @Override
    public void onCancel() {
      release();
      super.onCancel();
    }

    private void release() {
      if (released.compareAndSet(false, true)) {
        permits.release();
      }
    }
  }
}
