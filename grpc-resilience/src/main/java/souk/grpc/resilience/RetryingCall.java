// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A unary call made of attempts. What the caller sends is kept and sent again with each attempt;
 * what an attempt receives is kept until it has ended, so that the caller sees one answer only.
 *
 * <p>A next attempt begins only after the caller has half-closed: from then on the caller can only
 * request and cancel, and those two, with the state below, are under the lock. No foreign code runs
 * under it.
 */
final class RetryingCall<Q, A> extends ClientCall<Q, A> {

  private final RetryInterceptor retry;
  private final MethodDescriptor<Q, A> method;
  private final CallOptions options;
  private final Channel channel;
  // Attempts inherit deadline and cancellation from where the call was made, not from the thread
  // that begins them.
  private final Context context = Context.current();
  private final Context.CancellationListener whenContextEnds =
      ended -> endPause(Contexts.statusFromCancelled(ended));

  // Written by the caller's thread before it half-closes, read by later attempts.
  private @Nullable Listener<A> listener;
  private final KeptRequest<Q> request = new KeptRequest<>();

  private final Object lock = new Object();
  // All below are guarded by the lock.
  private @Nullable Attempt<Q, A> latest;
  private int attempts = 1;
  private @Nullable Future<?> timer;
  private long pauseNanos;
  private long requested;
  private boolean halfClosed;
  private boolean pausing;
  private boolean cancelled;
  private boolean ended;
  private boolean earlierUnknown;
  // Those that ended without an answer before their time was over.
  private final List<Attempt<Q, A>> cutOff = new ArrayList<>(1);
  private @Nullable String cancelMessage;
  private @Nullable Throwable cancelCause;

  RetryingCall(
      RetryInterceptor retry, MethodDescriptor<Q, A> method, CallOptions options, Channel channel) {
    this.retry = retry;
    this.method = method;
    this.options = options;
    this.channel = channel;
  }

  @Override
  public void start(Listener<A> responseListener, Metadata requestHeaders) {
    if (listener != null) {
      throw new IllegalStateException("already started");
    }
    listener = responseListener;
    request.headers(requestHeaders);
    retry.budget().deposit();
    Context previous = context.attach();
    try {
      Attempt<Q, A> first = newAttempt(1);
      synchronized (lock) {
        latest = first;
      }
      first.call.start(first, request.headersFor(1));
      establish(first);
    } finally {
      context.detach(previous);
    }
  }

  @Override
  public void request(int count) {
    Attempt<Q, A> established;
    synchronized (lock) {
      requested += count;
      established = establishedAttempt();
      if (established != null) {
        established.forwarded = requested;
      }
    }
    if (established != null) {
      established.call.request(count);
    }
  }

  @Override
  public void sendMessage(Q message) {
    request.message(message);
    firstAttempt().call.sendMessage(message);
  }

  @Override
  public void halfClose() {
    firstAttempt().call.halfClose();
    synchronized (lock) {
      halfClosed = true;
      if (!pausing) {
        return;
      }
    }
    startTimer();
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    request.compression(enabled);
    firstAttempt().call.setMessageCompression(enabled);
  }

  @Override
  public boolean isReady() {
    Attempt<Q, A> established;
    synchronized (lock) {
      established = establishedAttempt();
    }
    return established != null && established.call.isReady();
  }

  @Override
  public void cancel(@Nullable String reason, @Nullable Throwable cause) {
    Attempt<Q, A> established;
    synchronized (lock) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      cancelMessage = reason;
      cancelCause = cause;
      established = pausing ? null : establishedAttempt();
    }
    if (established != null) {
      established.call.cancel(reason, cause);
    } else {
      // Nothing to do when an attempt is being begun: whoever begins it looks at the flag
      // afterwards.
      endPause(Status.CANCELLED.withDescription(reason).withCause(cause));
    }
  }

  void attemptReady() {
    listener().onReady();
  }

  /**
   * An attempt has ended: its answer is the call's, or a next attempt follows. Called once for each
   * attempt.
   */
  void attemptEnded(Attempt<Q, A> attempt, Status status, Metadata trailers) {
    long pause = retry.pauseAfter(attempt, status, trailers, options);
    boolean again;
    boolean now;
    boolean unknownBefore;
    synchronized (lock) {
      if (ended) {
        return;
      }
      unknownBefore = earlierUnknown;
      again = pause != RetryInterceptor.NEVER && !cancelled;
      now = again && halfClosed;
      if (again) {
        if (retry.leavesOutcomeUnknown(method, status)) {
          earlierUnknown = true;
          cutOff.add(attempt);
        }
        pausing = true;
        pauseNanos = pause;
      } else {
        ended = true;
      }
    }
    if (now) {
      startTimer();
    } else if (!again) {
      answer(attempt, status, trailers, unknownBefore);
    }
  }

  private void answer(
      Attempt<Q, A> attempt, Status status, Metadata trailers, boolean unknownBefore) {
    boolean unseen =
        retry.refusedUnseen(status, trailers)
            || (retry.isRefusal(status) && cutOff.stream().anyMatch(Attempt::isInTime));
    if (unknownBefore && unseen) {
      Refusals.Refusal unknown = retry.refusals().outcomeUnknown(status, trailers);
      listener().onClose(unknown.status(), unknown.trailers());
    } else {
      attempt.deliver(listener(), status, trailers);
    }
  }

  private void startTimer() {
    try {
      synchronized (lock) {
        if (!pausing) {
          return;
        }
        timer =
            retry
                .threads()
                .timer()
                .schedule(
                    () -> retry.threads().execute(options, this::beginNext),
                    pauseNanos,
                    TimeUnit.NANOSECONDS);
      }
    } catch (RejectedExecutionException e) {
      endPause(
          Status.UNAVAILABLE
              .withDescription("the timer for retries has been shut down")
              .withCause(e));
      return;
    }
    context.addListener(whenContextEnds, Runnable::run);
    synchronized (lock) {
      if (pausing) {
        return;
      }
    }
    // The pause was over before the listener was there: whoever ended it could not remove it.
    context.removeListener(whenContextEnds);
  }

  private void beginNext() {
    context.removeListener(whenContextEnds);
    Context previous = context.attach();
    Attempt<Q, A> next = null;
    try {
      int number;
      synchronized (lock) {
        if (!pausing) {
          return;
        }
        pausing = false;
        timer = null;
        latest = null;
        number = ++attempts;
      }
      next = newAttempt(number);
      synchronized (lock) {
        latest = next;
      }
      next.call.start(next, request.headersFor(number));
      request.sendTo(next.call);
      establish(next);
    } catch (RuntimeException e) {
      abandon(next, e);
    } finally {
      context.detach(previous);
    }
  }

  /**
   * An interceptor or a marshaller below threw: the first time the caller would have got it, now
   * nobody would.
   */
  private void abandon(@Nullable Attempt<Q, A> attempt, RuntimeException cause) {
    synchronized (lock) {
      if (ended) {
        return;
      }
      ended = true;
    }
    if (attempt != null) {
      attempt.call.cancel("attempt could not be begun", cause);
    }
    listener()
        .onClose(
            Status.INTERNAL.withDescription("attempt could not be begun").withCause(cause),
            new Metadata());
  }

  /**
   * Hands over what was requested, or cancelled, while the attempt was being begun; from now on
   * that is forwarded.
   */
  private void establish(Attempt<Q, A> attempt) {
    while (true) {
      long more;
      synchronized (lock) {
        more = requested - attempt.forwarded;
        attempt.forwarded = requested;
        if (more == 0) {
          attempt.established = true;
          if (!cancelled) {
            return;
          }
        }
      }
      if (more == 0) {
        attempt.call.cancel(cancelMessage, cancelCause);
        return;
      }
      attempt.call.request((int) Math.min(more, Integer.MAX_VALUE));
    }
  }

  private void endPause(Status status) {
    Future<?> pending;
    synchronized (lock) {
      if (!pausing || ended) {
        return;
      }
      pausing = false;
      ended = true;
      pending = timer;
    }
    if (pending != null) {
      pending.cancel(false);
    }
    context.removeListener(whenContextEnds);
    retry
        .threads()
        .execute(options, context.wrap(() -> listener().onClose(status, new Metadata())));
  }

  private Attempt<Q, A> newAttempt(int number) {
    CallOptions own = retry.optionsOf(number, options);
    return new Attempt<>(this, number, channel.newCall(method, own), own.getDeadline());
  }

  private @Nullable Attempt<Q, A> establishedAttempt() {
    return latest != null && latest.established ? latest : null;
  }

  private Attempt<Q, A> firstAttempt() {
    synchronized (lock) {
      // Before the half-close there is no other.
      return Objects.requireNonNull(latest, "not started");
    }
  }

  private Listener<A> listener() {
    return Objects.requireNonNull(listener, "not started");
  }
}
