// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
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
  private int attempts = 1;
  private @Nullable RetryPause pause;
  private long requested;
  private boolean halfClosed;
  private @Nullable Cancellation cancelled;
  private boolean ended;
  private final UnansweredAttempts unanswered;

  private record Cancellation(@Nullable String message, @Nullable Throwable cause) {}

  RetryingCall(
      RetryInterceptor retry, MethodDescriptor<Q, A> method, CallOptions options, Channel channel) {
    this.retry = retry;
    this.method = method;
    this.options = options;
    this.channel = channel;
    this.unanswered = new UnansweredAttempts(method, retry.refusals());
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
    RetryPause waiting;
    Attempt<Q, A> established;
    synchronized (lock) {
      if (cancelled != null) {
        return;
      }
      cancelled = new Cancellation(reason, cause);
      waiting = pause;
      established = establishedAttempt();
    }
    // While an attempt is being begun there is neither: whoever begins it looks afterwards.
    if (waiting != null) {
      endDuring(waiting, Status.CANCELLED.withDescription(reason).withCause(cause));
    } else if (established != null) {
      established.call.cancel(reason, cause);
    }
  }

  /**
   * An attempt has ended: its answer is the call's, or a next attempt follows. Called once for each
   * attempt.
   */
  void attemptEnded(Attempt<Q, A> attempt, Status status, Metadata trailers) {
    long nanos = retry.pauseAfter(attempt, status, trailers, options);
    RetryPause waiting = null;
    boolean now;
    synchronized (lock) {
      if (ended) {
        return;
      }
      if (nanos == RetryInterceptor.NEVER || cancelled != null) {
        ended = true;
      } else {
        unanswered.add(attempt, status);
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
    if (unanswered.contradict(status, trailers)) {
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
      latest = null;
      number = ++attempts;
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
    CallOptions own = retry.optionsOf(number, options);
    var attempt = new Attempt<>(this, number, channel.newCall(method, own), own.getDeadline());
    synchronized (lock) {
      latest = attempt;
    }
    attempt.call.start(attempt, request.headersFor(number));
    if (number > 1) {
      request.sendTo(attempt.call);
    }
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
      Cancellation meanwhile;
      synchronized (lock) {
        more = requested - attempt.forwarded;
        attempt.forwarded = requested;
        attempt.established = more == 0;
        meanwhile = cancelled;
      }
      if (more == 0) {
        if (meanwhile != null) {
          attempt.call.cancel(meanwhile.message(), meanwhile.cause());
        }
        return;
      }
      attempt.call.request((int) Math.min(more, Integer.MAX_VALUE));
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
    retry
        .threads()
        .execute(options, context.wrap(() -> listener().onClose(status, new Metadata())));
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
