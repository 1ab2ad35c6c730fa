// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call that was let in: it goes on in an executor, one event after the other, and gives its place
 * back when it has ended there, so that a method which works on after its caller has gone still
 * counts. What was given up before its turn came is not begun. What fails there is logged and ends
 * the call, UNKNOWN, as grpc's own server has it. Whatever a method does after its answer may find
 * its context cancelled. Thread-safe.
 */
final class ServedCall<Q, A> extends ServerCall.Listener<Q> {
  private static final Logger log = LoggerFactory.getLogger(ServedCall.class);

  private final Context context = Context.current();
  private final ServerCall<Q, A> call;
  private final Executor oneAtATime;
  private final LongConsumer began;
  private final Runnable leave;
  private final Deadline.Ticker ticker;
  private final AtomicBoolean left = new AtomicBoolean();

  // Confined to the executor, which runs one event at a time.
  private ServerCall.Listener<Q> listener = new ServerCall.Listener<>() {};
  private long waitedNanos;
  private long endedNanos;

  /**
   * @param began is told, when the request is complete, how many nanoseconds the call had waited
   *     for its turns until then
   * @param leave gives the call's place back; runs once
   */
  ServedCall(
      ServerCall<Q, A> call,
      Executor executor,
      LongConsumer began,
      Runnable leave,
      Deadline.Ticker ticker) {
    this.call = call;
    this.oneAtATime = MoreExecutors.newSequentialExecutor(executor);
    this.began = began;
    this.leave = leave;
    this.ticker = ticker;
    this.endedNanos = ticker.nanoTime();
  }

  /**
   * Once, before any event.
   *
   * @throws RejectedExecutionException when the executor takes nothing more; the place is kept
   */
  void start(Metadata headers, ServerCallHandler<Q, A> next) {
    later(
        () -> {
          if (call.isCancelled()) {
            began.accept(waitedNanos);
            leaveOnce();
            return;
          }
          try {
            listener = next.startCall(call, headers);
          } catch (RuntimeException | Error failure) {
            leaveOnce();
            throw failure;
          }
        });
  }

  @Override
  public void onMessage(Q message) {
    unlessGivenUp(() -> listener.onMessage(message));
  }

  @Override
  public void onHalfClose() {
    later(
        () -> {
          began.accept(waitedNanos);
          if (!call.isCancelled()) {
            listener.onHalfClose();
          }
        });
  }

  @Override
  public void onReady() {
    unlessGivenUp(() -> listener.onReady());
  }

  @Override
  public void onComplete() {
    atEnd(() -> listener.onComplete());
  }

  @Override
  public void onCancel() {
    atEnd(() -> listener.onCancel());
  }

  private void atEnd(Runnable event) {
    try {
      later(
          () -> {
            leaveOnce();
            event.run();
          });
    } catch (RejectedExecutionException e) {
      // No event of the call will come any more that could do so.
      leaveOnce();
      throw e;
    }
  }

  private void unlessGivenUp(Runnable event) {
    later(
        () -> {
          if (!call.isCancelled()) {
            event.run();
          }
        });
  }

  private void later(Runnable event) {
    long submittedNanos = ticker.nanoTime();
    oneAtATime.execute(
        context.wrap(
            () -> {
              long now = ticker.nanoTime();
              // What came with the event before has waited with it.
              waitedNanos += Math.min(now - submittedNanos, now - endedNanos);
              try {
                event.run();
              } catch (RuntimeException | Error failure) {
                end(failure);
              } finally {
                endedNanos = ticker.nanoTime();
              }
            }));
  }

  private void end(Throwable failure) {
    log.error("{} failed", call.getMethodDescriptor().getFullMethodName(), failure);
    try {
      call.close(Status.UNKNOWN.withDescription("the method failed"), new Metadata());
    } catch (IllegalStateException closedBefore) {
      log.debug("it was closed before", closedBefore);
    }
  }

  private void leaveOnce() {
    if (left.compareAndSet(false, true)) {
      leave.run();
    }
  }
}
