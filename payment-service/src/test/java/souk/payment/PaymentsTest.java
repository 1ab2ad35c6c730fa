// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;
import static souk.service.GrpcExtension.fields;

import com.google.type.Money;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.acquirer.SimulatedAcquirer;
import souk.payment.v1.AuthorizeRequest;
import souk.payment.v1.AuthorizeResponse;
import souk.payment.v1.AuthorizeResponse.Outcome;
import souk.payment.v1.CaptureRequest;
import souk.payment.v1.CaptureResponse;
import souk.payment.v1.ReverseRequest;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/** Authorise, capture and reverse while everybody answers: outcomes, repeats, ledger, bad input. */
class PaymentsTest {
  @RegisterExtension
  static final PostgresExtension database = new PostgresExtension(PaymentRig.MIGRATIONS);

  @RegisterExtension
  static final PostgresExtension acquirerDatabase =
      new PostgresExtension(SimulatedAcquirer.MIGRATIONS);

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private final String order = PaymentRig.newOrder();
  private PaymentRig rig;

  @BeforeEach
  void serve() throws IOException {
    rig = new PaymentRig(grpc, database, acquirerDatabase);
  }

  @Test
  void authorize_approved_isReservedAndInTheMemoAccountsOnly() {
    assertThat(rig.authorize(order, "tok_visa")).isEqualTo(Outcome.AUTHORIZED);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED");
    assertThat(rig.balances(order))
        .isEqualTo(Map.of("authorizations", 2_599L, "authorizations_contra", -2_599L));
  }

  @Test
  void capture_authorized_isWhatTheAcquirerOwes() {
    rig.authorize(order, "tok_visa");

    assertThat(rig.capture(order)).isEqualTo(CaptureResponse.Outcome.CAPTURED);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "CAPTURED");
    assertThat(rig.balances(order))
        .isEqualTo(Map.of("acquirer_receivable", 2_599L, "sales", -2_599L));
  }

  @Test
  void reverse_captured_isRefundedAndTheSaleStaysInTheBooks() {
    rig.authorize(order, "tok_visa");
    rig.capture(order);

    rig.reverse(order);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "CAPTURED", "REFUNDED");
    assertThat(rig.balances(order)).isEqualTo(Map.of("sales", -2_599L, "sales_refunds", 2_599L));
  }

  @Test
  void reverse_authorized_isVoidedAndLeavesNothing() {
    rig.authorize(order, "tok_visa");

    rig.reverse(order);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "VOIDED");
    assertThat(rig.balances(order)).isEmpty();
    assertThat(rig.posted(order)).containsExactly("AUTHORIZED", "VOIDED");
  }

  @Test
  void reverse_unknownOrder_closesItForEverWithoutAskingTheAcquirer() {
    rig.reverse(order);

    assertThat(rig.state(order)).isEqualTo(PaymentState.REVERSED);
    assertThat(rig.authorize(order, "tok_visa")).isEqualTo(Outcome.CLOSED);
    assertThat(rig.capture(order)).isEqualTo(CaptureResponse.Outcome.CLOSED);
    rig.reverse(order);
    assertThat(rig.statement(order)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "tok_declined, card_declined",
    "tok_insufficient_funds, insufficient_funds",
    "tok_nobody, unknown_card"
  })
  void authorize_declined_saysWhyEachTimeUntilItIsReversed(String card, String code) {
    for (int i = 0; i < 2; i++) {
      AuthorizeResponse response = rig.payments.authorize(PaymentRig.order(order, card));
      assertThat(response.getOutcome()).isEqualTo(Outcome.DECLINED);
      assertThat(response.getDeclineCode()).isEqualTo(code);
    }
    assertThat(codeAndReason(failureOf(() -> rig.capture(order))))
        .isEqualTo("FAILED_PRECONDITION NOT_AUTHORIZED");

    rig.reverse(order);

    assertThat(rig.authorize(order, card)).isEqualTo(Outcome.CLOSED);
    assertThat(rig.statement(order)).containsExactly("DECLINED");
    assertThat(rig.balances(order)).isEmpty();
  }

  @Test
  void capture_refused_isRefusedEachTimeAndReversible() {
    rig.authorize(order, "tok_capture_refused");

    assertThat(rig.capture(order)).isEqualTo(CaptureResponse.Outcome.REFUSED);
    assertThat(rig.capture(order)).isEqualTo(CaptureResponse.Outcome.REFUSED);
    assertThat(rig.authorize(order, "tok_capture_refused")).isEqualTo(Outcome.AUTHORIZED);

    rig.reverse(order);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "CAPTURE_REFUSED", "VOIDED");
    assertThat(rig.balances(order)).isEmpty();
  }

  @Test
  void repeats_atEachStage_giveTheSameOutcomeAndDoNothing() {
    for (int i = 0; i < 3; i++) {
      assertThat(rig.authorize(order, "tok_visa")).isEqualTo(Outcome.AUTHORIZED);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(rig.capture(order)).isEqualTo(CaptureResponse.Outcome.CAPTURED);
    }
    assertThat(rig.authorize(order, "tok_visa")).isEqualTo(Outcome.AUTHORIZED);
    for (int i = 0; i < 3; i++) {
      rig.reverse(order);
    }
    assertThat(rig.authorize(order, "tok_visa")).isEqualTo(Outcome.CLOSED);
    assertThat(rig.capture(order)).isEqualTo(CaptureResponse.Outcome.CLOSED);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "CAPTURED", "REFUNDED");
  }

  @Test
  void authorize_slowCard_waitsByAskingAgain() {
    assertThat(rig.authorize(order, "tok_slow")).isEqualTo(Outcome.AUTHORIZED);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED");
  }

  @Test
  void authorize_answerLost_isAskedAgainUnderTheSameKey() {
    assertThat(rig.authorize(order, "tok_answer_lost")).isEqualTo(Outcome.AUTHORIZED);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED");
  }

  @Test
  void authorize_otherAmountOrCard_isRefused() {
    rig.authorize(order, "tok_visa");
    AuthorizeRequest otherAmount =
        PaymentRig.order(order, "tok_visa").toBuilder()
            .setAmount(Money.newBuilder().setCurrencyCode("EUR").setUnits(26))
            .build();

    StatusRuntimeException otherCard = failureOf(() -> rig.authorize(order, "tok_slow"));

    assertThat(codeAndReason(otherCard)).isEqualTo("INVALID_ARGUMENT REQUEST_ID_REUSED");
    assertThat(fields(otherCard)).containsExactly("order_id");
    assertThat(codeAndReason(failureOf(() -> rig.payments.authorize(otherAmount))))
        .isEqualTo("INVALID_ARGUMENT REQUEST_ID_REUSED");
    assertThat(rig.statement(order)).containsExactly("AUTHORIZED");
  }

  @Test
  void capture_unknownOrder_isRefused() {
    assertThat(codeAndReason(failureOf(() -> rig.capture(order))))
        .isEqualTo("FAILED_PRECONDITION NOT_AUTHORIZED");
    assertThat(rig.store.find(order)).isEmpty();
  }

  @Test
  void authorize_stores_neitherTheTokenNorTheOrdersIdAtTheAcquirer() {
    rig.authorize(order, "tok_visa");

    String row =
        database
            .database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("SELECT payment::text FROM payment WHERE order_id = :order")
                        .bind("order", order)
                        .mapTo(String.class)
                        .one());
    assertThat(row).doesNotContain("tok_");
    assertThat(rig.store.find(order).orElseThrow().id()).matches("pay_[0-9a-f]{32}");
    assertThat(rig.store.find(order).orElseThrow().id()).doesNotContain(order.substring(4));
  }

  @Test
  void authorize_badInput_namesAllFieldsAndStoresNothing() {
    StatusRuntimeException failure =
        failureOf(
            () ->
                rig.payments.authorize(
                    AuthorizeRequest.newBuilder()
                        .setOrderId(order + "0")
                        .setAmount(Money.newBuilder().setCurrencyCode("EUR"))
                        .setCardToken("4111111111111111")
                        .build()));

    assertThat(fields(failure)).containsExactlyInAnyOrder("order_id", "amount", "card_token");
    assertThat(failure.getMessage()).doesNotContain("4111").doesNotContain(order);
    assertThat(rig.store.find(order + "0")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"XXY, 1, 0", "'', 1, 0", "EUR, 1, 5000000", "EUR, -1, 0", "EUR, 1, -10000000"})
  void authorize_badAmount_namesIt(String currency, long units, int nanos) {
    AuthorizeRequest request =
        PaymentRig.order(order, "tok_visa").toBuilder()
            .setAmount(Money.newBuilder().setCurrencyCode(currency).setUnits(units).setNanos(nanos))
            .build();

    assertThat(fields(failureOf(() -> rig.payments.authorize(request)))).containsExactly("amount");
  }

  @Test
  void captureAndReverse_badOrder_nameIt() {
    assertThat(fields(failureOf(() -> rig.payments.capture(CaptureRequest.getDefaultInstance()))))
        .containsExactly("order_id");
    assertThat(
            fields(
                failureOf(
                    () ->
                        rig.payments.reverse(
                            ReverseRequest.newBuilder()
                                .setOrderId("ord_" + "G".repeat(32))
                                .build()))))
        .containsExactly("order_id");
  }
}
