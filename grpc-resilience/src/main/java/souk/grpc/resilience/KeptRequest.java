// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the caller of a unary call has sent, for the attempts after the first. */
final class KeptRequest<Q> {

  private static final Metadata.Key<String> PREVIOUS_ATTEMPTS =
      Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);

  private @Nullable Metadata headers;
  private @Nullable Q message;
  private @Nullable Boolean compression;

  void headers(Metadata sent) {
    headers = sent;
  }

  void message(Q sent) {
    message = sent;
  }

  void compression(boolean enabled) {
    compression = enabled;
  }

  /**
   * Starts the attempt. With the first the caller sends the rest, later ones are sent all of it.
   */
  <A> void beginWith(Attempt<Q, A> attempt) {
    attempt.call.start(attempt, headersFor(attempt.number));
    if (attempt.number > 1) {
      sendTo(attempt.call);
    }
  }

  /**
   * A copy, because each attempt's interceptors and transport add to theirs. Says how many there
   * were before (gRFC A6).
   */
  private Metadata headersFor(int attempt) {
    Metadata copy = new Metadata();
    copy.merge(Objects.requireNonNull(headers, "not started"));
    if (attempt > 1) {
      copy.discardAll(PREVIOUS_ATTEMPTS);
      copy.put(PREVIOUS_ATTEMPTS, Integer.toString(attempt - 1));
    }
    return copy;
  }

  private void sendTo(ClientCall<Q, ?> call) {
    if (compression != null) {
      call.setMessageCompression(compression);
    }
    if (message != null) {
      call.sendMessage(message);
    }
    call.halfClose();
  }
}
