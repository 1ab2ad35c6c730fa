// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One attempt of a {@link RetryingCall}: the call below, and what came back so far. */
final class Attempt<Q, A> extends ClientCall.Listener<A> {

  final RetryingCall<Q, A> whole;
  final int number;
  final ClientCall<Q, A> call;
  private final Deadline deadline;

  // Both under the whole call's lock: whether operations may go straight to the call, and how many
  // messages it was asked for until then.
  boolean established;
  long forwarded;

  // Touched by the callbacks of this attempt only, one at a time.
  private @Nullable Metadata headers;
  // Not more than the caller has requested. More than one only if the server breaks the contract.
  private List<A> messages = List.of();

  Attempt(RetryingCall<Q, A> whole, int number, ClientCall<Q, A> call, Deadline deadline) {
    this.whole = whole;
    this.number = number;
    this.call = call;
    this.deadline = deadline;
  }

  /** Whether a server that still has its request may yet do what it asks for. */
  boolean isInTime() {
    return !deadline.isExpired();
  }

  /**
   * Whether any of its end came from a server: what grpc-java makes up itself has neither headers
   * nor trailers, while an answer over HTTP/2 has one or the other.
   */
  boolean heardOfServer(Metadata trailers) {
    return headers != null || !trailers.keys().isEmpty();
  }

  @Override
  public void onReady() {
    whole.listener().onReady();
  }

  @Override
  public void onHeaders(Metadata responseHeaders) {
    headers = responseHeaders;
  }

  @Override
  public void onMessage(A answer) {
    if (messages.isEmpty()) {
      messages = Collections.singletonList(answer);
    } else {
      messages = new ArrayList<>(messages);
      messages.add(answer);
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    whole.attemptEnded(this, status, trailers);
  }

  /** Gives the caller what this attempt received, and its end. */
  void deliver(ClientCall.Listener<A> listener, Status status, Metadata trailers) {
    try {
      if (headers != null) {
        listener.onHeaders(headers);
      }
      for (A message : messages) {
        listener.onMessage(message);
      }
    } catch (RuntimeException e) {
      // As grpc-java does when a listener can't read an answer: the call is over all the same,
      // exactly once.
      listener.onClose(
          Status.CANCELLED.withDescription("Failed to read message.").withCause(e), new Metadata());
      return;
    }
    listener.onClose(status, trailers);
  }
}
