// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes a call whose method threw with the status that {@link StatusMapper} gives; so that service
 * code may throw instead of handing errors to observers. Thread-safe.
 */
public final class StatusServerInterceptor implements ServerInterceptor {
  private final StatusMapper mapper;

  public StatusServerInterceptor(StatusMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ClosingOnceCall<Q, A> closingOnce = new ClosingOnceCall<>(call);
    ServerCall.Listener<Q> listener;
    try {
      listener = next.startCall(closingOnce, headers);
    } catch (RuntimeException failure) {
      close(closingOnce, failure);
      return new ServerCall.Listener<>() {};
    }
    return new MappingListener<>(listener, closingOnce);
  }

  private <Q, A> void close(ClosingOnceCall<Q, A> call, RuntimeException failure) {
    StatusRuntimeException answer = mapper.map(failure);
    Metadata trailers = answer.getTrailers();
    call.close(answer.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  private final class MappingListener<Q, A> extends SimpleForwardingServerCallListener<Q> {
    private final ClosingOnceCall<Q, A> call;

    MappingListener(ServerCall.Listener<Q> listener, ClosingOnceCall<Q, A> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      try {
        super.onMessage(message);
      } catch (RuntimeException failure) {
        close(call, failure);
      }
    }

    @Override
    public void onHalfClose() {
      try {
        super.onHalfClose();
      } catch (RuntimeException failure) {
        close(call, failure);
      }
    }

    @Override
    public void onReady() {
      try {
        super.onReady();
      } catch (RuntimeException failure) {
        close(call, failure);
      }
    }
  }

  /** A method may throw after it has closed its call; the second close would throw again. */
  private static final class ClosingOnceCall<Q, A>
      extends io.grpc.ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
    private final AtomicBoolean closed = new AtomicBoolean();

    ClosingOnceCall(ServerCall<Q, A> delegate) {
      super(delegate);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (closed.compareAndSet(false, true)) {
        super.close(status, trailers);
      }
    }
  }
}
