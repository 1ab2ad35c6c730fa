// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server whose own timer for the deadline fires first can only reset the stream, which arrives as
 * CANCELLED. grpc-java reads that as DEADLINE_EXCEEDED when the client's deadline is past by then;
 * on the wire it is rounded down, so that it can be a moment before. Here it is called what it is
 * for each attempt, before the retry judges it.
 */
final class ServersDeadlineInterceptor implements ClientInterceptor {

  private static final long WIRE_ROUNDING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final Status DEADLINE_BY_SERVER =
      Status.DEADLINE_EXCEEDED.withDescription("the server ended the call at its deadline");

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    Deadline deadline = options.getDeadline();
    return deadline == null ? call : new Limited<>(call, deadline);
  }

  private static final class Limited<Q, A> extends SimpleForwardingClientCall<Q, A> {

    private final Deadline deadline;
    private final Context context = Context.current();
    private volatile boolean cancelled;

    Limited(ClientCall<Q, A> call, Deadline deadline) {
      super(call);
      this.deadline = deadline;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<A>(listener) {
            @Override
            public void onClose(Status status, Metadata trailers) {
              super.onClose(byServer(status) ? DEADLINE_BY_SERVER : status, trailers);
            }
          },
          headers);
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
      cancelled = true;
      super.cancel(message, cause);
    }

    private boolean byServer(Status status) {
      return status.getCode() == Status.Code.CANCELLED
          && deadline.timeRemaining(TimeUnit.NANOSECONDS) < WIRE_ROUNDING_NANOS
          && !cancelled
          && !context.isCancelled();
    }
  }
}
