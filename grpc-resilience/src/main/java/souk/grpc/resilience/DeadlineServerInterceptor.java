// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Doesn't begin what nobody waits for: a call whose deadline is past, because it queued too long,
 * is answered DEADLINE_EXCEEDED before the handler sees it. A call without a deadline gets one in
 * its context, so that what the handler calls inherits it; the handler itself is not interrupted.
 */
public final class DeadlineServerInterceptor implements ServerInterceptor {

  private final Duration unary;
  private final Duration streaming;
  private final ScheduledExecutorService timer;

  /**
   * Uses the process's shared timer.
   *
   * @param unary for calls with one answer whose caller set no deadline
   * @param streaming for calls with a stream of answers whose caller set no deadline
   */
  public DeadlineServerInterceptor(Duration unary, Duration streaming) {
    Checks.positive("unary", unary);
    Checks.positive("streaming", streaming);
    this.unary = unary;
    this.streaming = streaming;
    this.timer = ClientThreads.sharedTimer();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return withDefault(call, headers, next);
    }
    if (deadline.isExpired()) {
      call.close(
          Status.DEADLINE_EXCEEDED.withDescription("the deadline was past before the call began"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return next.startCall(call, headers);
  }

  private <Q, A> ServerCall.Listener<Q> withDefault(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Context.CancellableContext limited =
        Context.current()
            .withDeadlineAfter(
                defaultNanos(call.getMethodDescriptor()), TimeUnit.NANOSECONDS, timer);
    try {
      return new Closing<>(Contexts.interceptCall(limited, call, headers, next), limited);
    } catch (RuntimeException | Error e) {
      limited.cancel(e);
      throw e;
    }
  }

  private long defaultNanos(MethodDescriptor<?, ?> method) {
    return (method.getType().serverSendsOneMessage() ? unary : streaming).toNanos();
  }

  /** Ends the context with the call, which also frees its place in the timer. */
  private static final class Closing<Q> extends SimpleForwardingServerCallListener<Q> {

    private final Context.CancellableContext context;

    Closing(ServerCall.Listener<Q> listener, Context.CancellableContext context) {
      super(listener);
      this.context = context;
    }

    @Override
    public void onComplete() {
      try {
        super.onComplete();
      } finally {
        context.cancel(null);
      }
    }

    @Override
    public void onCancel() {
      try {
        super.onCancel();
      } finally {
        context.cancel(null);
      }
    }
  }
}
