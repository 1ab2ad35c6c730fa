// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives every request the time that it may take, all hops together: what its caller set, at most
 * {@link #LONGEST}, else a budget by what the method does. It opens the gRPC context that the calls
 * behind inherit, also on the web port, where nobody else does, and cancels it when the caller has
 * gone. Thread-safe.
 */
final class RequestBudget implements ServerInterceptor {
  /** No caller keeps a call alive for longer than this, unless it is a stream. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** A stream ends by itself after 5 minutes; this is for one that doesn't. */
  static final Duration STREAM = Duration.ofMinutes(5).plusSeconds(10);

  private final Duration read;
  private final Duration change;
  private final ScheduledExecutorService timer;

  RequestBudget(Duration read, Duration change, ScheduledExecutorService timer) {
    this.read = read;
    this.change = change;
    this.timer = timer;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    MethodDescriptor<Q, A> method = call.getMethodDescriptor();
    Context.CancellableContext context =
        Context.current().withDeadline(deadlineOf(method, askedOnTheWebPort()), timer);
    ServiceRequestContext request = ServiceRequestContext.currentOrNull();
    if (request != null) {
      // Armeria tells the listener nothing of a call that is refused before there is one.
      var unused = request.log().whenComplete().thenRun(() -> context.cancel(null));
    }
    try {
      return new CancellingListener<>(
          Contexts.interceptCall(context, call, headers, next), context);
    } catch (RuntimeException failure) {
      context.cancel(failure);
      throw failure;
    }
  }

  private Deadline deadlineOf(MethodDescriptor<?, ?> method, @Nullable Deadline asked) {
    boolean unary = method.getType().serverSendsOneMessage();
    Deadline longest = after(unary ? LONGEST : STREAM);
    Deadline inherited = Context.current().getDeadline();
    if (inherited != null) {
      return inherited.minimum(longest);
    }
    if (asked != null) {
      return asked.minimum(longest);
    }
    return unary ? after(method.isSafe() ? read : change) : longest;
  }

  /** What a gRPC caller of the web port set; grpc's own server has it in the context. */
  private static @Nullable Deadline askedOnTheWebPort() {
    ServiceRequestContext request = ServiceRequestContext.currentOrNull();
    String timeout = request == null ? null : request.request().headers().get("grpc-timeout");
    if (timeout == null) {
      return null;
    }
    return GrpcTimeout.parse(timeout).map(RequestBudget::after).orElse(null);
  }

  private static Deadline after(Duration duration) {
    return Deadline.after(duration.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Ends the context with the call, which also frees its place in the timer. */
  private static final class CancellingListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Context.CancellableContext context;

    CancellingListener(ServerCall.Listener<Q> listener, Context.CancellableContext context) {
      super(listener);
      this.context = context;
    }

    @Override
    public void onComplete() {
      super.onComplete();
      context.cancel(null);
    }

    @Override
    public void onCancel() {
      super.onCancel();
      context.cancel(null);
    }
  }
}
