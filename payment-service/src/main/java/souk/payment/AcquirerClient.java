// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.AcquirerGrpc.AcquirerBlockingStub;
import souk.acquirer.v1.AuthorizeRequest;
import souk.acquirer.v1.AuthorizeResponse;
import souk.acquirer.v1.CaptureRequest;
import souk.acquirer.v1.RefundRequest;
import souk.acquirer.v1.VoidRequest;
import souk.grpc.resilience.ClientResilience;

/**
 * Asks the acquirer. The keys follow from the payment, so that to ask again is to ask the same.
 * Thread-safe; blocks no longer than its deadline, and leaves the caller's deadline enough to be
 * answered in.
 */
final class AcquirerClient {
  private static final Logger log = LoggerFactory.getLogger(AcquirerClient.class);
  private static final long MILLIS_TO_ANSWER = 100;

  private final AcquirerBlockingStub stub;
  private final Duration deadline;
  private final AtomicBoolean answers = new AtomicBoolean(true);

  sealed interface Authorization {
    record Approved() implements Authorization {}

    record Declined(String code) implements Authorization {}

    /** Under a key that was voided. */
    record Voided() implements Authorization {}
  }

  enum Capture {
    CAPTURED,
    REFUSED
  }

  enum Voiding {
    VOIDED,
    ALREADY_CAPTURED
  }

  enum Refund {
    REFUNDED,
    REFUSED
  }

  /**
   * @param deadline of one call, the channel's retries included
   */
  AcquirerClient(Channel channel, Duration deadline) {
    this.stub = AcquirerGrpc.newBlockingStub(channel);
    this.deadline = deadline;
  }

  /**
   * Asks for the payment's authorisation.
   *
   * @param repeat whether it was asked for before. A card whose bank never answers must not make
   *     the acquirer look away: only the first time counts with the breaker
   */
  Answer<Authorization> authorize(Payment payment, String cardToken, boolean repeat) {
    AuthorizeRequest request =
        AuthorizeRequest.newBuilder()
            .setKey(payment.id())
            .setAmount(requireNonNull(payment.amount()).toMessage())
            .setCardToken(cardToken)
            .build();
    return ask(acquirer -> acquirer.withOption(ClientResilience.REPEAT, repeat).authorize(request))
        .map(AcquirerClient::authorization);
  }

  Answer<Capture> capture(Payment payment) {
    CaptureRequest request =
        CaptureRequest.newBuilder()
            .setKey(payment.id() + "-capture")
            .setAuthorizationKey(payment.id())
            .build();
    return ask(acquirer -> acquirer.capture(request))
        .map(response -> Capture.valueOf(response.getOutcome().name()));
  }

  Answer<Voiding> voidAuthorization(Payment payment) {
    return voidUnder(payment.id() + "-void", payment);
  }

  /**
   * Voids what was approved in spite of a void: under another key, since the first has its answer.
   */
  Answer<Voiding> voidAgain(Payment payment) {
    return voidUnder(payment.id() + "-void-again", payment);
  }

  Answer<Refund> refund(Payment payment) {
    return refundUnder(payment.id() + "-refund", payment);
  }

  /** Refunds what was captured of a payment that is reversed, under another key. */
  Answer<Refund> refundAgain(Payment payment) {
    return refundUnder(payment.id() + "-refund-again", payment);
  }

  private Answer<Voiding> voidUnder(String key, Payment payment) {
    VoidRequest request =
        VoidRequest.newBuilder().setKey(key).setAuthorizationKey(payment.id()).build();
    return ask(acquirer -> acquirer.void_(request))
        .map(response -> Voiding.valueOf(response.getOutcome().name()));
  }

  private Answer<Refund> refundUnder(String key, Payment payment) {
    RefundRequest request =
        RefundRequest.newBuilder().setKey(key).setAuthorizationKey(payment.id()).build();
    return ask(acquirer -> acquirer.refund(request))
        .map(response -> Refund.valueOf(response.getOutcome().name()));
  }

  private static Authorization authorization(AuthorizeResponse response) {
    return switch (response.getOutcome()) {
      case APPROVED -> new Authorization.Approved();
      case DECLINED -> new Authorization.Declined(response.getDeclineCode());
      case VOIDED -> new Authorization.Voided();
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("an authorisation without outcome");
    };
  }

  private <R> Answer<R> ask(Function<AcquirerBlockingStub, R> call) {
    try {
      R response = call.apply(stub.withDeadline(callDeadline()));
      if (answers.compareAndSet(false, true)) {
        log.info("the acquirer answers again");
      }
      return new Answer.Given<>(response);
    } catch (StatusRuntimeException failure) {
      return unanswered(failure);
    }
  }

  private Deadline callDeadline() {
    Deadline own = Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS);
    Deadline inherited = Context.current().getDeadline();
    return inherited == null
        ? own
        : own.minimum(inherited.offset(-MILLIS_TO_ANSWER, TimeUnit.MILLISECONDS));
  }

  private <R> Answer<R> unanswered(StatusRuntimeException failure) {
    Status status = failure.getStatus();
    return switch (status.getCode()) {
      case UNAVAILABLE,
          DEADLINE_EXCEEDED,
          CANCELLED,
          RESOURCE_EXHAUSTED,
          ABORTED,
          INTERNAL,
          UNKNOWN -> {
        if (status.getCode() != Status.Code.CANCELLED && answers.compareAndSet(true, false)) {
          log.warn(
              "the acquirer gives no answer: {} {}", status.getCode(), status.getDescription());
        }
        yield new Answer.None<>(!isCircuitOpen(failure));
      }
      // Not the caller's fault but ours: it must not be taken for a refusal of the payment.
      default -> throw new IllegalStateException("the acquirer refused to look at it", failure);
    };
  }

  private static boolean isCircuitOpen(StatusRuntimeException failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status == null) {
      return false;
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return detail.unpack(ErrorInfo.class).getReason().equals(ClientResilience.CIRCUIT_OPEN);
        } catch (InvalidProtocolBufferException unreadable) {
          return false;
        }
      }
    }
    return false;
  }
}
