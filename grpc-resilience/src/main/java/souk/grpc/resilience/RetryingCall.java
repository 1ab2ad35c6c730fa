// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Objects;
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
  private final Deadline deadline;
  private final Channel channel;
  // Attempts inherit deadline and cancellation from where the call was made, not from the thread
  // that begins them.
  private final Context context = Context.current();

  // Written by the caller's thread before it half-closes, read by later attempts.
  private @Nullable Listener<A> listener;
  private final KeptRequest<Q> request = new KeptRequest<>();

  private final Object lock = new Object();
  // All below are guarded by the lock.
  private @Nullable Attempt<Q, A> latest;
  private @Nullable RetryPause pause;
  private long requested;
  private boolean halfClosed;
  private @Nullable Status cancelled;
  private boolean ended;
  private UnansweredAttempts unanswered = UnansweredAttempts.NONE;

  RetryingCall(
      RetryInterceptor retry,
      MethodDescriptor<Q, A> method,
      CallOptions options,
      Deadline deadline,
      Channel channel) {
    this.retry = retry;
    this.method = method;
    this.options = options;
    this.deadline = deadline;
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
      begin(1);
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
    RetryPause waiting;
    synchronized (lock) {
      halfClosed = true;
      waiting = pause;
    }
    if (waiting != null) {
      waiting.start();
    }
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    request.compression(enabled);
    firstAttempt().call.setMessageCompression(enabled);
  }

  @Override
  public boolean isReady() {
    Attempt<Q, A> established = establishedAttempt();
    return established != null && established.call.isReady();
  }

  @Override
  public void cancel(@Nullable String reason, @Nullable Throwable cause) {
    Status why = Status.CANCELLED.withDescription(reason).withCause(cause);
    RetryPause waiting;
    Attempt<Q, A> established;
    synchronized (lock) {
      if (cancelled != null) {
        return;
      }
      cancelled = why;
      waiting = pause;
      established = establishedAttempt();
    }
    // While an attempt is being begun there is neither: whoever begins it looks afterwards.
    if (waiting != null) {
      endDuring(waiting, why);
    } else if (established != null) {
      established.call.cancel(reason, cause);
    }
  }

  /**
   * An attempt has ended: its answer is the call's, or a next attempt follows. Called once for each
   * attempt.
   */
  void attemptEnded(Attempt<Q, A> attempt, Status status, Metadata trailers) {
    long nanos = retry.pauseAfter(attempt, status, trailers, deadline);
    RetryPause waiting = null;
    boolean now;
    synchronized (lock) {
      if (ended) {
        return;
      }
      if (nanos == RetryInterceptor.NEVER || cancelled != null) {
        ended = true;
      } else {
        unanswered = unanswered.and(attempt, status, method);
        waiting = new RetryPause(this, nanos, retry.threads(), options, context);
        pause = waiting;
      }
      now = halfClosed;
    }
    if (waiting == null) {
      answer(attempt, status, trailers);
    } else if (now) {
      waiting.start();
    }
  }

  private void answer(Attempt<Q, A> attempt, Status status, Metadata trailers) {
    if (unanswered.contradict(status, trailers, retry.refusals())) {
      Refusals.Refusal unknown = retry.refusals().outcomeUnknown(status, trailers);
      listener().onClose(unknown.status(), unknown.trailers());
    } else {
      attempt.deliver(listener(), status, trailers);
    }
  }

  /** Whether the call still waits for the end of this pause. */
  boolean isIn(RetryPause asked) {
    synchronized (lock) {
      return pause == asked;
    }
  }

  /** The time of a pause is up. Called on the call's executor. */
  void beginNext(RetryPause over) {
    over.stop();
    int number;
    synchronized (lock) {
      if (pause != over) {
        return;
      }
      pause = null;
      number = Objects.requireNonNull(latest, "the attempt before").number + 1;
      latest = null;
    }
    Context previous = context.attach();
    try {
      begin(number);
    } catch (RuntimeException e) {
      abandon(e);
    } finally {
      context.detach(previous);
    }
  }

  private void begin(int number) {
    Deadline share = retry.deadlineOf(number, deadline);
    ClientCall<Q, A> call = channel.newCall(method, options.withDeadline(share));
    var attempt = new Attempt<>(this, number, call, share);
    synchronized (lock) {
      latest = attempt;
    }
    request.beginWith(attempt);
    establish(attempt);
  }

  /**
   * An interceptor or a marshaller below threw: the first time the caller would have got it, now
   * nobody would.
   */
  private void abandon(RuntimeException cause) {
    Attempt<Q, A> attempt;
    synchronized (lock) {
      if (ended) {
        return;
      }
      ended = true;
      // The attempt may have ended before it threw; then nothing follows the pause.
      pause = null;
      attempt = latest;
    }
    if (attempt != null) {
      attempt.call.cancel("attempt could not be begun", cause);
    }
    Status why = Status.INTERNAL.withDescription("attempt could not be begun").withCause(cause);
    listener().onClose(why, new Metadata());
  }

  /**
   * Hands over what was requested, or cancelled, while the attempt was being begun; from now on
   * that is forwarded.
   */
  private void establish(Attempt<Q, A> attempt) {
    while (true) {
      long more;
      Status meanwhile;
      synchronized (lock) {
        more = Math.min(requested - attempt.forwarded, Integer.MAX_VALUE);
        attempt.forwarded += more;
        attempt.established = more == 0;
        meanwhile = cancelled;
      }
      if (more == 0) {
        if (meanwhile != null) {
          attempt.call.cancel(meanwhile.getDescription(), meanwhile.getCause());
        }
        return;
      }
      attempt.call.request((int) more);
    }
  }

  /** Ends the call if it is still in this pause. */
  void endDuring(RetryPause waiting, Status status) {
    synchronized (lock) {
      if (pause != waiting) {
        return;
      }
      pause = null;
      ended = true;
    }
    waiting.stop();
    Runnable told = context.wrap(() -> listener().onClose(status, new Metadata()));
    retry.threads().execute(options, told);
  }

  private @Nullable Attempt<Q, A> establishedAttempt() {
    synchronized (lock) {
      return latest != null && latest.established ? latest : null;
    }
  }

  private Attempt<Q, A> firstAttempt() {
    synchronized (lock) {
      // Before the half-close there is no other.
      return Objects.requireNonNull(latest, "not started");
    }
  }

  /** The caller's. */
  Listener<A> listener() {
    return Objects.requireNonNull(listener, "not started");
  }
}
