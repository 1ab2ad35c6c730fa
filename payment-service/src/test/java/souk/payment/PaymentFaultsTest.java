// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.acquirer.SimulatedAcquirer;
import souk.payment.FaultyAcquirer.Fault;
import souk.payment.FaultyAcquirer.Method;
import souk.payment.v1.AuthorizeResponse.Outcome;
import souk.payment.v1.CaptureRequest;
import souk.payment.v1.CaptureResponse;
import souk.payment.v1.ReverseRequest;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/** Every call to the acquirer fails in every way, once or until the caller gives up. */
class PaymentFaultsTest {
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

  @ParameterizedTest
  @EnumSource
  void authorizeAndCapture_faultsInBetween_chargeOnce(Fault fault) {
    rig.wire.next(Method.AUTHORIZE, fault, fault);
    rig.wire.next(Method.CAPTURE, fault, fault);

    assertThat(rig.authorize(order, "tok_visa")).isEqualTo(Outcome.AUTHORIZED);
    assertThat(rig.capture(order)).isEqualTo(CaptureResponse.Outcome.CAPTURED);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "CAPTURED");
    rig.assertConsistent(order);
  }

  @ParameterizedTest
  @EnumSource
  void reverseAuthorized_faultsInBetween_voidsOnce(Fault fault) {
    rig.authorize(order, "tok_visa");
    rig.wire.next(Method.VOID, fault, fault);

    rig.reverse(order);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "VOIDED");
    rig.assertConsistent(order);
  }

  @ParameterizedTest
  @EnumSource
  void reverseCaptured_faultsInBetween_refundsOnce(Fault fault) {
    rig.authorize(order, "tok_visa");
    rig.capture(order);
    rig.wire.next(Method.REFUND, fault, fault);

    rig.reverse(order);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "CAPTURED", "REFUNDED");
    rig.assertConsistent(order);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"REQUEST_LOST", "ANSWER_LOST"})
  void authorize_noAnswerInTime_isUnavailableAndARepeatGoesOn(Fault fault) {
    rig.wire.always(Method.AUTHORIZE, fault);
    assertThat(authorizeInVain("tok_visa")).isEqualTo("UNAVAILABLE ACQUIRER_UNAVAILABLE");
    assertThat(rig.state(order)).isEqualTo(PaymentState.AUTHORIZING);
    assertThat(codeAndReason(failureOf(() -> rig.capture(order))))
        .isEqualTo("FAILED_PRECONDITION NOT_AUTHORIZED");
    rig.wire.heal();

    assertThat(rig.authorize(order, "tok_visa")).isEqualTo(Outcome.AUTHORIZED);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED");
    rig.assertConsistent(order);
  }

  @Test
  void reverse_authorizationApprovedUnheard_isVoided() {
    rig.wire.always(Method.AUTHORIZE, Fault.ANSWER_LOST);
    authorizeInVain("tok_visa");

    rig.reverse(order);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "VOIDED");
    assertClosed();
  }

  @Test
  void reverse_authorizationNeverArrived_closesTheKey() {
    rig.wire.always(Method.AUTHORIZE, Fault.REQUEST_LOST);
    authorizeInVain("tok_visa");

    rig.reverse(order);

    assertThat(rig.statement(order)).containsExactly("VOIDED");
    assertClosed();
  }

  @Test
  void reverse_acquirerDownForTheAuthorization_works() {
    assertThat(authorizeInVain("tok_acquirer_down")).isEqualTo("UNAVAILABLE ACQUIRER_UNAVAILABLE");

    rig.reverse(order);

    assertThat(rig.statement(order)).containsExactly("VOIDED");
    assertClosed();
  }

  @Test
  void reverse_capturedUnheard_isRefundedAndBothArePosted() {
    rig.authorize(order, "tok_visa");
    rig.wire.always(Method.CAPTURE, Fault.ANSWER_LOST);
    captureInVain();

    rig.reverse(order);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "CAPTURED", "REFUNDED");
    assertThat(rig.posted(order)).containsExactly("AUTHORIZED", "CAPTURED", "REFUNDED");
    assertClosed();
  }

  @Test
  void reverse_captureNeverArrived_isVoided() {
    rig.authorize(order, "tok_visa");
    rig.wire.always(Method.CAPTURE, Fault.REQUEST_LOST);
    captureInVain();

    rig.reverse(order);

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "VOIDED");
    assertClosed();
  }

  @Test
  void capture_noAnswerInTime_isUnavailableAndARepeatGoesOn() {
    rig.authorize(order, "tok_visa");
    rig.wire.always(Method.CAPTURE, Fault.ANSWER_LOST);
    assertThat(captureInVain()).isEqualTo("UNAVAILABLE ACQUIRER_UNAVAILABLE");
    assertThat(rig.state(order)).isEqualTo(PaymentState.CAPTURING);
    assertThat(rig.authorize(order, "tok_visa")).isEqualTo(Outcome.AUTHORIZED);
    rig.wire.heal();

    assertThat(rig.capture(order)).isEqualTo(CaptureResponse.Outcome.CAPTURED);

    rig.assertConsistent(order);
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"VOID", "REFUND"})
  void reverse_noAnswerInTime_isClosedAtOnceAndDoneByARepeat(Method undo) {
    rig.authorize(order, "tok_visa");
    if (undo == Method.REFUND) {
      rig.capture(order);
    }
    rig.wire.always(undo, Fault.ANSWER_LOST);
    ReverseRequest request = ReverseRequest.newBuilder().setOrderId(order).build();
    assertThat(
            codeAndReason(
                failureOf(
                    () ->
                        rig.payments
                            .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                            .reverse(request))))
        .isEqualTo("UNAVAILABLE ACQUIRER_UNAVAILABLE");
    assertThat(rig.state(order)).isEqualTo(PaymentState.REVERSING);
    assertThat(rig.authorize(order, "tok_visa")).isEqualTo(Outcome.CLOSED);
    assertThat(rig.capture(order)).isEqualTo(CaptureResponse.Outcome.CLOSED);
    rig.wire.heal();

    rig.reverse(order);

    assertClosed();
  }

  @Test
  void authorize_databaseConnectionsCutDuringTheCall_goesOnWithARepeat() throws Exception {
    FaultyAcquirer.Gate gate = rig.wire.hold(Method.AUTHORIZE, true);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var call = threads.submit(() -> rig.authorize(order, "tok_visa"));
      gate.awaitReached();
      database.cutConnections();
      gate.open();
      try {
        assertThat(call.get()).isEqualTo(Outcome.AUTHORIZED);
      } catch (ExecutionException failed) {
        assertThat(failed).hasMessageContaining("UNAVAILABLE");
      }
    }

    assertThat(rig.authorize(order, "tok_visa")).isEqualTo(Outcome.AUTHORIZED);
    rig.assertConsistent(order);
  }

  private String authorizeInVain(String card) {
    return codeAndReason(
        failureOf(
            () ->
                rig.payments
                    .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                    .authorize(PaymentRig.order(order, card))));
  }

  private String captureInVain() {
    CaptureRequest request = CaptureRequest.newBuilder().setOrderId(order).build();
    return codeAndReason(
        failureOf(
            () -> rig.payments.withDeadlineAfter(500, TimeUnit.MILLISECONDS).capture(request)));
  }

  private void assertClosed() {
    rig.wire.heal();
    assertThat(rig.state(order)).isEqualTo(PaymentState.REVERSED);
    assertThat(rig.capture(order)).isEqualTo(CaptureResponse.Outcome.CLOSED);
    rig.assertConsistent(order);
    assertThat(rig.balances(order)).doesNotContainKeys("authorizations", "acquirer_receivable");
  }
}
