// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static java.util.Objects.requireNonNull;

import io.grpc.stub.StreamObserver;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import souk.payment.v1.AuthorizeRequest;
import souk.payment.v1.AuthorizeResponse;
import souk.payment.v1.CaptureRequest;
import souk.payment.v1.CaptureResponse;
import souk.payment.v1.PaymentsGrpc;
import souk.payment.v1.ReverseRequest;
import souk.payment.v1.ReverseResponse;
import souk.service.Money;
import souk.service.RequestChecks;

/** The contract's side: checks what comes in, and says what came of it. */
final class PaymentGrpcService extends PaymentsGrpc.PaymentsImplBase {
  private static final Pattern ORDER_ID = Pattern.compile("ord_[0-9a-f]{32}");
  private static final Pattern CARD_TOKEN = Pattern.compile("tok_[a-z0-9_]{1,60}");

  private final Payments payments;

  PaymentGrpcService(Payments payments) {
    this.payments = payments;
  }

  @Override
  public void authorize(AuthorizeRequest request, StreamObserver<AuthorizeResponse> answer) {
    RequestChecks checks =
        orderId(request.getOrderId())
            .matches(
                "card_token",
                request.getCardToken(),
                CARD_TOKEN,
                "tok_ and 1 to 60 of a-z, 0-9 and '_'");
    @Nullable Money amount = null;
    try {
      amount = Money.of(request.getAmount());
      checks.that(amount.isPositive(), "amount", "must be above zero");
    } catch (IllegalArgumentException malformed) {
      checks.that(false, "amount", String.valueOf(malformed.getMessage()));
    }
    checks.refuseIfAny();
    AuthorizeResult result =
        payments.authorize(request.getOrderId(), requireNonNull(amount), request.getCardToken());
    reply(answer, toMessage(result));
  }

  @Override
  public void capture(CaptureRequest request, StreamObserver<CaptureResponse> answer) {
    orderId(request.getOrderId()).refuseIfAny();
    CaptureResult result = payments.capture(request.getOrderId());
    reply(
        answer,
        CaptureResponse.newBuilder()
            .setOutcome(CaptureResponse.Outcome.valueOf(result.name()))
            .build());
  }

  @Override
  public void reverse(ReverseRequest request, StreamObserver<ReverseResponse> answer) {
    orderId(request.getOrderId()).refuseIfAny();
    payments.reverse(request.getOrderId());
    reply(answer, ReverseResponse.getDefaultInstance());
  }

  private static RequestChecks orderId(String orderId) {
    return new RequestChecks()
        .matches("order_id", orderId, ORDER_ID, "ord_ and 32 hexadecimal digits");
  }

  private static AuthorizeResponse toMessage(AuthorizeResult result) {
    AuthorizeResponse.Builder response = AuthorizeResponse.newBuilder();
    return switch (result) {
      case AuthorizeResult.Authorized authorized ->
          response.setOutcome(AuthorizeResponse.Outcome.AUTHORIZED).build();
      case AuthorizeResult.Declined declined ->
          response
              .setOutcome(AuthorizeResponse.Outcome.DECLINED)
              .setDeclineCode(declined.code())
              .build();
      case AuthorizeResult.Closed closed ->
          response.setOutcome(AuthorizeResponse.Outcome.CLOSED).build();
    };
  }

  private static <A> void reply(StreamObserver<A> answer, A response) {
    answer.onNext(response);
    answer.onCompleted();
  }
}
