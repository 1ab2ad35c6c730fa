// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;

/** The errors that this library makes itself, and how they are told from those of servers. */
record Refusals(String domain, String target) {

  private static final long RETRY_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** A status and its trailers. */
  record Refusal(Status status, Metadata trailers) {}

  Refusal circuitOpen(String breaker, long comeBackNanos) {
    Status status = Status.UNAVAILABLE.withDescription("circuit breaker " + breaker + " is open");
    Metadata trailers = new Metadata();
    ErrorDetails.put(
        trailers,
        status,
        info(ClientResilience.CIRCUIT_OPEN),
        ErrorDetails.retryAfter(comeBackNanos));
    // Trying again at once would only be refused again, here or a layer above.
    RetryPushback.forbid(trailers);
    return new Refusal(status, trailers);
  }

  /** Nothing was sent. Whoever asks again at once only adds to what waits. */
  Refusal bulkheadFull() {
    Status status =
        Status.RESOURCE_EXHAUSTED.withDescription("too many calls to " + target + " under way");
    Metadata trailers = new Metadata();
    ErrorDetails.put(
        trailers,
        status,
        info(ClientResilience.BULKHEAD_FULL),
        ErrorDetails.retryAfter(RETRY_AFTER_NANOS));
    return new Refusal(status, trailers);
  }

  /** Nothing was begun. */
  Refusal overloaded() {
    Status status = Status.RESOURCE_EXHAUSTED.withDescription("too many calls at once; come back");
    Metadata trailers = new Metadata();
    ErrorDetails.put(
        trailers,
        status,
        info(LoadSheddingInterceptor.OVERLOADED),
        ErrorDetails.retryAfter(RETRY_AFTER_NANOS));
    return new Refusal(status, trailers);
  }

  /**
   * For a call of which an earlier attempt may have done its work: {@code last} speaks of the last
   * attempt only and must not be read as "it did not happen".
   */
  Refusal outcomeUnknown(Status last, Metadata lastTrailers) {
    Status status =
        Status.UNAVAILABLE.withDescription(
            "an earlier attempt ended without an answer, the last was refused: " + last.getCode());
    Metadata trailers = new Metadata();
    RetryInfo retry = ErrorDetails.retryInfo(lastTrailers);
    if (retry == null) {
      ErrorDetails.put(trailers, status, info(ClientResilience.OUTCOME_UNKNOWN));
    } else {
      ErrorDetails.put(trailers, status, info(ClientResilience.OUTCOME_UNKNOWN), retry);
    }
    RetryPushback.forbid(trailers);
    return new Refusal(status, trailers);
  }

  /**
   * Whether the error is a breaker's, this one's or one further down: nothing was done for this
   * attempt.
   */
  boolean isCircuitOpen(Metadata trailers) {
    return hasReason(trailers, ClientResilience.CIRCUIT_OPEN);
  }

  /** Whether an attempt of the call may have done its work: the last word was about another. */
  boolean isOutcomeUnknown(Metadata trailers) {
    return hasReason(trailers, ClientResilience.OUTCOME_UNKNOWN);
  }

  /** Whether a living server says that something behind it is away; so {@link RetryPushback}. */
  boolean isAboutSomethingBehind(Metadata trailers) {
    return RetryPushback.nanos(trailers) == RetryPushback.FORBIDDEN;
  }

  private boolean hasReason(Metadata trailers, String reason) {
    ErrorInfo info = ErrorDetails.errorInfo(trailers);
    return info != null && info.getDomain().equals(domain) && info.getReason().equals(reason);
  }

  private ErrorInfo info(String reason) {
    return ErrorInfo.newBuilder()
        .setDomain(domain)
        .setReason(reason)
        .putMetadata("target", target)
        .build();
  }
}
