// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import souk.payment.v1.AuthorizeRequest;
import souk.payment.v1.AuthorizeResponse;
import souk.payment.v1.CaptureRequest;
import souk.payment.v1.CaptureResponse;
import souk.payment.v1.PaymentsGrpc;
import souk.payment.v1.ReverseRequest;

/** Payment over gRPC. Thread-safe. */
final class PaymentClient implements Payment {
  private final PaymentsGrpc.PaymentsBlockingStub stub;
  private final Duration deadline;

  PaymentClient(Channel channel, Duration deadline) {
    this.stub = PaymentsGrpc.newBlockingStub(channel);
    this.deadline = deadline;
  }

  @Override
  public AuthorizeResult authorize(Order order, CardToken cardToken) {
    AuthorizeResponse response;
    try {
      response =
          stub.withDeadlineAfter(deadline)
              .authorize(
                  AuthorizeRequest.newBuilder()
                      .setOrderId(order.id())
                      .setAmount(order.total().toMessage())
                      .setCardToken(cardToken.value())
                      .build());
    } catch (StatusRuntimeException failure) {
      return Unanswered.of(failure);
    }
    return switch (response.getOutcome()) {
      case AUTHORIZED -> new Authorized();
      case DECLINED -> new Declined(response.getDeclineCode());
      case CLOSED -> new AuthorizeClosed();
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> unknownOutcome();
    };
  }

  @Override
  public CaptureResult capture(String orderId) {
    return Steps.<CaptureResult>of(
        () -> {
          CaptureResponse response =
              stub.withDeadlineAfter(deadline)
                  .capture(CaptureRequest.newBuilder().setOrderId(orderId).build());
          return switch (response.getOutcome()) {
            case CAPTURED -> new StepResult.Done();
            case REFUSED -> new CaptureRefused();
            case CLOSED -> new StepResult.Closed();
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> unknownOutcome();
          };
        },
        step -> step);
  }

  @Override
  public StepResult reverse(String orderId) {
    return Steps.of(
        () -> {
          var unused =
              stub.withDeadlineAfter(deadline)
                  .reverse(ReverseRequest.newBuilder().setOrderId(orderId).build());
          return new StepResult.Done();
        });
  }

  /** A newer payment may know outcomes that this process doesn't. */
  private static Unanswered unknownOutcome() {
    return Unanswered.of(Status.UNKNOWN.withDescription("an outcome of payment's that is new"));
  }
}
