// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Status;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The wait of a {@link RetryingCall} before its next attempt. It ends with its time or, before
 * that, with the caller's context. Whether it has ended is the call's to say, under its lock; so
 * whoever ends it takes away what it left in the timer and in the context.
 */
final class RetryPause {

  private final RetryingCall<?, ?> whole;
  private final long nanos;
  private final ClientThreads threads;
  private final CallOptions options;
  private final Context context;
  private final Context.CancellationListener whenContextEnds;
  private volatile @Nullable Future<?> timer;

  RetryPause(
      RetryingCall<?, ?> whole,
      long nanos,
      ClientThreads threads,
      CallOptions options,
      Context context) {
    this.whole = whole;
    this.nanos = nanos;
    this.threads = threads;
    this.options = options;
    this.context = context;
    this.whenContextEnds = ended -> whole.endDuring(this, Contexts.statusFromCancelled(ended));
  }

  /** Lets its time run. Called once, without the call's lock. */
  void start() {
    try {
      timer =
          threads
              .timer()
              .schedule(
                  () -> threads.execute(options, () -> whole.beginNext(this)),
                  nanos,
                  TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      whole.endDuring(
          this,
          Status.UNAVAILABLE
              .withDescription("the timer for retries has been shut down")
              .withCause(e));
      return;
    }
    context.addListener(whenContextEnds, Runnable::run);
    if (!whole.isIn(this)) {
      // Over before both were there: whoever ended it could not take them away.
      stop();
    }
  }

  /** Takes away what waits for its end. */
  void stop() {
    Future<?> pending = timer;
    if (pending != null) {
      pending.cancel(false);
    }
    context.removeListener(whenContextEnds);
  }
}
