// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import souk.grpc.resilience.balancing.TriedInstances;

/**
 * Gives each call its deadline, makes attempts of those calls that may be made twice, and decides
 * what follows an attempt that failed. Each attempt is a call of its own on the channel below, so
 * the balancer picks anew: ours is told where the earlier ones went, and takes another instance.
 */
record RetryInterceptor(
    CallDeadlines deadlines,
    RetryPolicy policy,
    RetryBudget budget,
    Backoff backoff,
    Refusals refusals,
    ClientThreads threads)
    implements ClientInterceptor {

  static final long NEVER = -1;

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    Deadline deadline = deadlines.of(method, options);
    boolean repeatable = method.isIdempotent() || method.isSafe();
    if (!repeatable
        || method.getType() != MethodDescriptor.MethodType.UNARY
        || policy.maxAttempts() == 1) {
      return next.newCall(method, options.withDeadline(deadline));
    }
    return new RetryingCall<>(this, method, new TriedInstances().in(options), deadline, next);
  }

  /**
   * The deadline of an attempt that begins now: a share of what the call has left, or all of it for
   * the last.
   */
  Deadline deadlineOf(int attempt, Deadline deadline) {
    if (attempt >= policy.maxAttempts()) {
      return deadline;
    }
    long left = deadline.timeRemaining(TimeUnit.NANOSECONDS);
    long kept = (long) (left * (1 - policy.attemptShare()));
    return deadline.offset(-kept, TimeUnit.NANOSECONDS);
  }

  /**
   * Nanoseconds to wait after this end of an attempt before the next, or {@link #NEVER}. Pays from
   * the budget.
   */
  long pauseAfter(Attempt<?, ?> attempt, Status status, Metadata trailers, Deadline deadline) {
    if (attempt.number >= policy.maxAttempts()) {
      return NEVER;
    }
    long pause = pauseAskedFor(attempt, status, trailers);
    if (pause == NEVER) {
      return NEVER;
    }
    boolean timeLeft = pause < deadline.timeRemaining(TimeUnit.NANOSECONDS);
    return timeLeft && budget.tryWithdraw() ? pause : NEVER;
  }

  private long pauseAskedFor(Attempt<?, ?> attempt, Status status, Metadata trailers) {
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> {
        long pushback = RetryPushback.nanos(trailers);
        if (pushback == RetryPushback.FORBIDDEN) {
          yield NEVER;
        }
        if (pushback != RetryPushback.UNSAID) {
          yield pushback;
        }
        long asked = ErrorDetails.retryDelayNanos(trailers);
        if (asked == ErrorDetails.UNSAID && status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
          // Whoever has too much to do and doesn't say when to come back isn't helped by more.
          yield NEVER;
        }
        yield Math.max(asked, backoff.afterAttempt(attempt.number));
      }
      // A server that says so has a fault, and would have it again. Without a word of the server it
      // is the transport's: a stream that was reset, a frame that was broken off.
      case INTERNAL, UNKNOWN ->
          attempt.heardOfServer(trailers) ? NEVER : backoff.afterAttempt(attempt.number);
      default -> NEVER;
    };
  }
}
