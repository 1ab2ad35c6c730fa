// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;

import com.google.type.Money;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.AcquirerGrpc.AcquirerBlockingStub;
import souk.acquirer.v1.AuthorizeRequest;
import souk.acquirer.v1.AuthorizeResponse;
import souk.acquirer.v1.CaptureRequest;
import souk.acquirer.v1.CaptureResponse;
import souk.acquirer.v1.ListStatementRequest;
import souk.acquirer.v1.RefundRequest;
import souk.acquirer.v1.RefundResponse;
import souk.acquirer.v1.VoidRequest;
import souk.acquirer.v1.VoidResponse;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;
import souk.service.SettableClock;

/** Keys, test cards and what may follow what, over the wire and on a real database. */
class AcquirerTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension(SimulatedAcquirer.MIGRATIONS);

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final String key = newKey();
  private AcquirerBlockingStub acquirer;

  @BeforeEach
  void serve() throws IOException {
    acquirer =
        AcquirerGrpc.newBlockingStub(grpc.serve(SimulatedAcquirer.on(postgres.database(), clock)));
  }

  @ParameterizedTest
  @CsvSource({
    "tok_visa, APPROVED, ''",
    "tok_slow, APPROVED, ''",
    "tok_capture_refused, APPROVED, ''",
    "tok_declined, DECLINED, card_declined",
    "tok_insufficient_funds, DECLINED, insufficient_funds",
    "tok_nobody_knows, DECLINED, unknown_card",
  })
  void authorize_testCard_sameAnswerEachTime(String card, String outcome, String code) {
    AuthorizeResponse first = acquirer.authorize(order(card));
    AuthorizeResponse second = acquirer.authorize(order(card));

    assertThat(first.getOutcome().name()).isEqualTo(outcome);
    assertThat(first.getDeclineCode()).isEqualTo(code);
    assertThat(second).isEqualTo(first);
    assertThat(statement()).hasSize(1);
  }

  @Test
  void authorize_sameKeyOtherContent_isRefused() {
    acquirer.authorize(order("tok_visa"));

    AuthorizeRequest otherCard = order("tok_declined");
    AuthorizeRequest otherAmount = order("tok_visa").toBuilder().setAmount(euros(11)).build();

    assertThat(codeAndReason(failureOf(() -> acquirer.authorize(otherCard))))
        .isEqualTo("INVALID_ARGUMENT KEY_REUSED");
    assertThat(codeAndReason(failureOf(() -> acquirer.authorize(otherAmount))))
        .isEqualTo("INVALID_ARGUMENT KEY_REUSED");
    assertThat(statement()).containsExactly("AUTHORIZED 10");
  }

  @Test
  void authorize_slowCard_repeatWaitsForTheSameDecision() throws Exception {
    long started = System.nanoTime();
    assertThat(
            failureOf(
                    () ->
                        acquirer
                            .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                            .authorize(order("tok_slow")))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(statement()).isEmpty();

    assertThat(acquirer.authorize(order("tok_slow")).getOutcome())
        .isEqualTo(AuthorizeResponse.Outcome.APPROVED);

    assertThat(Duration.ofNanos(System.nanoTime() - started))
        .isGreaterThanOrEqualTo(SimulatedAcquirer.SLOW);
    assertThat(statement()).containsExactly("AUTHORIZED 10");
  }

  @Test
  void authorize_slowCardNobodyWaits_isDecidedAllTheSame() {
    failureOf(
        () -> acquirer.withDeadlineAfter(50, TimeUnit.MILLISECONDS).authorize(order("tok_slow")));

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(statement()).containsExactly("AUTHORIZED 10"));
  }

  @Test
  void authorize_answerLost_firstIsSilentRepeatIsAnswered() {
    assertThat(
            failureOf(
                    () ->
                        acquirer
                            .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                            .authorize(order("tok_answer_lost")))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);

    assertThat(statement()).containsExactly("AUTHORIZED 10");
    assertThat(acquirer.authorize(order("tok_answer_lost")).getOutcome())
        .isEqualTo(AuthorizeResponse.Outcome.APPROVED);
    assertThat(statement()).containsExactly("AUTHORIZED 10");
  }

  @Test
  void authorize_acquirerDown_isNeverAnsweredNorRecordedAndVoidWorks() {
    for (int i = 0; i < 2; i++) {
      assertThat(
              failureOf(
                      () ->
                          acquirer
                              .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                              .authorize(order("tok_acquirer_down")))
                  .getStatus()
                  .getCode())
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
    assertThat(statement()).isEmpty();

    assertThat(voids("v-" + key)).isEqualTo(VoidResponse.Outcome.VOIDED);
    assertThat(statement()).containsExactly("VOIDED -");
  }

  @Test
  void authorize_voidedKey_isRefusedForEver() {
    assertThat(voids("v-" + key)).isEqualTo(VoidResponse.Outcome.VOIDED);
    assertThat(voids("v-" + key)).isEqualTo(VoidResponse.Outcome.VOIDED);

    assertThat(acquirer.authorize(order("tok_visa")).getOutcome())
        .isEqualTo(AuthorizeResponse.Outcome.VOIDED);
    assertThat(captures("c-" + key)).isEqualTo(CaptureResponse.Outcome.REFUSED);
    assertThat(statement()).containsExactly("VOIDED -", "CAPTURE_REFUSED -");
  }

  @Test
  void void_whileTheBankDecides_answersTheWaitingCallVoided() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<AuthorizeResponse> waiting =
          threads.submit(() -> acquirer.authorize(order("tok_slow")));
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> new AcquirerStore(postgres.database().jdbi()).find(key).isPresent());

      assertThat(voids("v-" + key)).isEqualTo(VoidResponse.Outcome.VOIDED);

      assertThat(waiting.get().getOutcome()).isEqualTo(AuthorizeResponse.Outcome.VOIDED);
      assertThat(statement()).containsExactly("VOIDED -");
    }
  }

  @Test
  void capture_thenVoidThenRefund_movesTheMoneyOnceEachWay() {
    acquirer.authorize(order("tok_visa"));

    for (int i = 0; i < 2; i++) {
      assertThat(captures("c-" + key)).isEqualTo(CaptureResponse.Outcome.CAPTURED);
    }
    assertThat(captures("other-" + key)).isEqualTo(CaptureResponse.Outcome.REFUSED);
    assertThat(voids("v-" + key)).isEqualTo(VoidResponse.Outcome.ALREADY_CAPTURED);
    for (int i = 0; i < 2; i++) {
      assertThat(refunds("r-" + key)).isEqualTo(RefundResponse.Outcome.REFUNDED);
    }
    assertThat(refunds("other-r-" + key)).isEqualTo(RefundResponse.Outcome.REFUSED);

    assertThat(statement())
        .containsExactly("AUTHORIZED 10", "CAPTURED 10", "CAPTURE_REFUSED 10", "REFUNDED 10");
    assertThat(acquirer.authorize(order("tok_visa")).getOutcome())
        .isEqualTo(AuthorizeResponse.Outcome.APPROVED);
  }

  @Test
  void capture_afterSevenDays_isRefused() {
    acquirer.authorize(order("tok_visa"));
    clock.advance(Duration.ofDays(7));
    String inTime = newKey();
    acquirer.authorize(order("tok_visa").toBuilder().setKey(inTime).build());
    clock.advance(Duration.ofDays(7));

    assertThat(capture("c-" + inTime, inTime)).isEqualTo(CaptureResponse.Outcome.CAPTURED);
    assertThat(captures("c-" + key)).isEqualTo(CaptureResponse.Outcome.REFUSED);
    assertThat(voids("v-" + key)).isEqualTo(VoidResponse.Outcome.VOIDED);
  }

  @Test
  void capture_cardThatRefusesIt_isRefusedAndVoidable() {
    acquirer.authorize(order("tok_capture_refused"));

    assertThat(captures("c-" + key)).isEqualTo(CaptureResponse.Outcome.REFUSED);
    assertThat(voids("v-" + key)).isEqualTo(VoidResponse.Outcome.VOIDED);
    assertThat(statement()).containsExactly("AUTHORIZED 10", "CAPTURE_REFUSED 10", "VOIDED 10");
  }

  @Test
  void captureAndRefund_nothingAuthorized_areRefused() {
    assertThat(captures("c-" + key)).isEqualTo(CaptureResponse.Outcome.REFUSED);
    assertThat(refunds("r-" + key)).isEqualTo(RefundResponse.Outcome.REFUSED);
    assertThat(statement()).isEmpty();
  }

  @Test
  void operate_sameKeyOtherContent_isRefusedAndChangesNothing() {
    acquirer.authorize(order("tok_visa"));
    captures("c-" + key);
    String other = newKey();

    assertThat(codeAndReason(failureOf(() -> voids("c-" + key))))
        .isEqualTo("INVALID_ARGUMENT KEY_REUSED");
    assertThat(
            codeAndReason(
                failureOf(
                    () ->
                        acquirer.void_(
                            VoidRequest.newBuilder()
                                .setKey("c-" + key)
                                .setAuthorizationKey(other)
                                .build()))))
        .isEqualTo("INVALID_ARGUMENT KEY_REUSED");
    assertThat(acquirer.authorize(order("tok_visa").toBuilder().setKey(other).build()).getOutcome())
        .isEqualTo(AuthorizeResponse.Outcome.APPROVED);
  }

  @Test
  void concurrentRepeats_ofEachOperation_areDoneOnce() throws Exception {
    assertThat(eightTimes(() -> acquirer.authorize(order("tok_visa")).getOutcome()))
        .containsOnly(AuthorizeResponse.Outcome.APPROVED);
    assertThat(eightTimes(() -> captures("c-" + key)))
        .containsOnly(CaptureResponse.Outcome.CAPTURED);
    assertThat(eightTimes(() -> refunds("r-" + key))).containsOnly(RefundResponse.Outcome.REFUNDED);

    assertThat(statement()).containsExactly("AUTHORIZED 10", "CAPTURED 10", "REFUNDED 10");
  }

  private static <T> List<T> eightTimes(Callable<T> call) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> calls = IntStream.range(0, 8).mapToObj(i -> threads.submit(call)).toList();
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : calls) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  private CaptureResponse.Outcome captures(String operationKey) {
    return capture(operationKey, key);
  }

  private CaptureResponse.Outcome capture(String operationKey, String authorizationKey) {
    return acquirer
        .capture(
            CaptureRequest.newBuilder()
                .setKey(operationKey)
                .setAuthorizationKey(authorizationKey)
                .build())
        .getOutcome();
  }

  private VoidResponse.Outcome voids(String operationKey) {
    return acquirer
        .void_(VoidRequest.newBuilder().setKey(operationKey).setAuthorizationKey(key).build())
        .getOutcome();
  }

  private RefundResponse.Outcome refunds(String operationKey) {
    return acquirer
        .refund(RefundRequest.newBuilder().setKey(operationKey).setAuthorizationKey(key).build())
        .getOutcome();
  }

  /** What was done under this test's key, as "AUTHORIZED 10"; "-" without an amount. */
  private List<String> statement() {
    return acquirer
        .listStatement(ListStatementRequest.newBuilder().setPageSize(1_000).build())
        .getEntriesList()
        .stream()
        .filter(entry -> entry.getAuthorizationKey().equals(key))
        .map(
            entry ->
                entry.getOperation()
                    + " "
                    + (entry.hasAmount() ? entry.getAmount().getUnits() : "-"))
        .toList();
  }

  private AuthorizeRequest order(String card) {
    return AuthorizeRequest.newBuilder()
        .setKey(key)
        .setAmount(euros(10))
        .setCardToken(card)
        .build();
  }

  private static Money euros(long units) {
    return Money.newBuilder().setCurrencyCode("EUR").setUnits(units).build();
  }

  private static String newKey() {
    return "pay_" + UUID.randomUUID().toString().replace("-", "");
  }
}
