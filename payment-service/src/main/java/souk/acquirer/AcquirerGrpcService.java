// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.AuthorizeRequest;
import souk.acquirer.v1.AuthorizeResponse;
import souk.acquirer.v1.CaptureRequest;
import souk.acquirer.v1.CaptureResponse;
import souk.acquirer.v1.ListStatementRequest;
import souk.acquirer.v1.ListStatementResponse;
import souk.acquirer.v1.RefundRequest;
import souk.acquirer.v1.RefundResponse;
import souk.acquirer.v1.VoidRequest;
import souk.acquirer.v1.VoidResponse;
import souk.service.Money;
import souk.service.Refusal;
import souk.service.RequestChecks;

/** The contract's side of the acquirer: checks what comes in, and keeps silent where it must. */
final class AcquirerGrpcService extends AcquirerGrpc.AcquirerImplBase {
  private static final Pattern KEY = Pattern.compile("[a-z0-9_-]{1,64}");
  private static final Pattern CARD = Pattern.compile("tok_[a-z0-9_]{1,60}");
  private static final Pattern PAGE_TOKEN = Pattern.compile("stm_([0-9]{1,18})");
  private static final int DEFAULT_PAGE_SIZE = 100;
  private static final int MAX_PAGE_SIZE = 1_000;

  private final Acquirer acquirer;
  private final Silence silence;

  AcquirerGrpcService(Acquirer acquirer, Silence silence) {
    this.acquirer = acquirer;
    this.silence = silence;
  }

  @Override
  public void authorize(AuthorizeRequest request, StreamObserver<AuthorizeResponse> answer) {
    AuthorizeResponse.Builder response = AuthorizeResponse.newBuilder();
    switch (acquirer.authorize(checked(request))) {
      case AuthorizeResult.Approved approved ->
          response.setOutcome(AuthorizeResponse.Outcome.APPROVED);
      case AuthorizeResult.Declined declined ->
          response.setOutcome(AuthorizeResponse.Outcome.DECLINED).setDeclineCode(declined.code());
      case AuthorizeResult.Voided voided -> response.setOutcome(AuthorizeResponse.Outcome.VOIDED);
      case AuthorizeResult.Unheard unheard -> throw silence.keep();
    }
    reply(answer, response.build());
  }

  @Override
  public void capture(CaptureRequest request, StreamObserver<CaptureResponse> answer) {
    Operation.Outcome outcome =
        operate(Operation.Kind.CAPTURE, request.getKey(), request.getAuthorizationKey());
    reply(
        answer,
        CaptureResponse.newBuilder()
            .setOutcome(CaptureResponse.Outcome.valueOf(outcome.name()))
            .build());
  }

  @Override
  public void void_(VoidRequest request, StreamObserver<VoidResponse> answer) {
    Operation.Outcome outcome =
        operate(Operation.Kind.VOID, request.getKey(), request.getAuthorizationKey());
    reply(
        answer,
        VoidResponse.newBuilder().setOutcome(VoidResponse.Outcome.valueOf(outcome.name())).build());
  }

  @Override
  public void refund(RefundRequest request, StreamObserver<RefundResponse> answer) {
    Operation.Outcome outcome =
        operate(Operation.Kind.REFUND, request.getKey(), request.getAuthorizationKey());
    reply(
        answer,
        RefundResponse.newBuilder()
            .setOutcome(RefundResponse.Outcome.valueOf(outcome.name()))
            .build());
  }

  @Override
  public void listStatement(
      ListStatementRequest request, StreamObserver<ListStatementResponse> answer) {
    new RequestChecks().range("page_size", request.getPageSize(), 0, MAX_PAGE_SIZE).refuseIfAny();
    long after = position(request.getPageToken());
    int limit = request.getPageSize() == 0 ? DEFAULT_PAGE_SIZE : request.getPageSize();
    List<StatementEntry> entries = acquirer.statement(after, limit);
    ListStatementResponse.Builder page = ListStatementResponse.newBuilder();
    entries.forEach(entry -> page.addEntries(toMessage(entry)));
    long last = entries.isEmpty() ? after : entries.getLast().position();
    reply(answer, page.setNextPageToken(last == 0 ? "" : "stm_" + last).build());
  }

  private Operation.Outcome operate(Operation.Kind kind, String key, String authorizationKey) {
    new RequestChecks()
        .matches("key", key, KEY, "1 to 64 of a-z, 0-9, '-' and '_'")
        .matches("authorization_key", authorizationKey, KEY, "1 to 64 of a-z, 0-9, '-' and '_'")
        .refuseIfAny();
    return acquirer.operate(new Operation(key, kind, authorizationKey));
  }

  private static AuthorizeOrder checked(AuthorizeRequest request) {
    RequestChecks checks =
        new RequestChecks()
            .matches("key", request.getKey(), KEY, "1 to 64 of a-z, 0-9, '-' and '_'")
            .matches(
                "card_token", request.getCardToken(), CARD, "tok_ and 1 to 60 of a-z, 0-9 and '_'");
    @Nullable Money amount = null;
    try {
      amount = Money.of(request.getAmount());
      checks.that(amount.isPositive(), "amount", "must be above zero");
    } catch (IllegalArgumentException malformed) {
      checks.that(false, "amount", String.valueOf(malformed.getMessage()));
    }
    checks.refuseIfAny();
    return new AuthorizeOrder(request.getKey(), requireNonNull(amount), request.getCardToken());
  }

  private static long position(String pageToken) {
    if (pageToken.isEmpty()) {
      return 0;
    }
    Matcher matcher = PAGE_TOKEN.matcher(pageToken);
    if (!matcher.matches()) {
      throw Refusal.invalidField("page_token", "is not one that a page of this list ended with");
    }
    return Long.parseLong(matcher.group(1));
  }

  private static souk.acquirer.v1.StatementEntry toMessage(StatementEntry entry) {
    Instant time = entry.time();
    souk.acquirer.v1.StatementEntry.Builder message =
        souk.acquirer.v1.StatementEntry.newBuilder()
            .setOperation(souk.acquirer.v1.StatementEntry.Operation.valueOf(entry.kind().name()))
            .setAuthorizationKey(entry.authorizationKey())
            .setTime(
                Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()));
    Money amount = entry.amount();
    if (amount != null) {
      message.setAmount(amount.toMessage());
    }
    return message.build();
  }

  private static <A> void reply(StreamObserver<A> answer, A response) {
    answer.onNext(response);
    answer.onCompleted();
  }
}
