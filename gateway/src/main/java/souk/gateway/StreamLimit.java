// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import souk.service.Refusal;

/**
 * Bounds the streams that are open at once, on both ports together: each keeps a thread for
 * minutes, and they must leave some for everybody else. One more is refused before any work,
 * RESOURCE_EXHAUSTED, reason TOO_MANY_STREAMS. Thread-safe.
 */
final class StreamLimit implements ServerInterceptor {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Semaphore free;

  StreamLimit(int maxStreams) {
    this.free = new Semaphore(maxStreams);
  }

  /** A stream's place. */
  interface Place extends AutoCloseable {
    /** Gives the place back; idempotent. */
    @Override
    void close();
  }

  /**
   * Takes a place.
   *
   * @throws Refusal RESOURCE_EXHAUSTED, when there is none
   */
  Place enter() {
    if (!free.tryAcquire()) {
      throw Refusal.exhausted(
          "TOO_MANY_STREAMS", "too many streams are open; ask for the order instead", RETRY_AFTER);
    }
    AtomicBoolean left = new AtomicBoolean();
    return () -> {
      if (left.compareAndSet(false, true)) {
        free.release();
      }
    };
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (call.getMethodDescriptor().getType().serverSendsOneMessage()) {
      return next.startCall(call, headers);
    }
    Place place = enter();
    try {
      return new LeavingListener<>(next.startCall(call, headers), place);
    } catch (RuntimeException failure) {
      place.close();
      throw failure;
    }
  }

  /** Gives the place back with the call, which ends with either of two events. */
  private static final class LeavingListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Place place;

    LeavingListener(ServerCall.Listener<Q> listener, Place place) {
      super(listener);
      this.place = place;
    }

    @Override
    public void onComplete() {
      place.close();
      super.onComplete();
    }

    @Override
    public void onCancel() {
      place.close();
      super.onCancel();
    }
  }
}
