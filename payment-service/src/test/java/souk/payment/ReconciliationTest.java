// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.acquirer.SimulatedAcquirer;
import souk.payment.FaultyAcquirer.Fault;
import souk.payment.FaultyAcquirer.Method;
import souk.payment.v1.AuthorizeResponse;
import souk.payment.v1.ReverseRequest;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/** What lost answers leave behind is planted, found by the statement and put right. */
class ReconciliationTest {
  @RegisterExtension
  static final PostgresExtension database = new PostgresExtension(PaymentRig.MIGRATIONS);

  @RegisterExtension
  static final PostgresExtension acquirerDatabase =
      new PostgresExtension(SimulatedAcquirer.MIGRATIONS);

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();
  private PlantedFaults planted;

  @BeforeEach
  void serve() throws IOException {
    planted = new PlantedFaults(grpc, database, acquirerDatabase);
  }

  @Test
  void turn_approvedButTheAnswerLost_bringsTheAuthorisationForward() {
    planted.rig.wire.always(Method.AUTHORIZE, Fault.ANSWER_LOST);
    assertThatThrownBy(
            () -> planted.hastily().authorize(PaymentRig.order(planted.order, "tok_visa")))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(planted.rig.state(planted.order)).isEqualTo(PaymentState.AUTHORIZING);

    planted.reconcile();

    assertThat(planted.rig.state(planted.order)).isEqualTo(PaymentState.AUTHORIZED);
    assertThat(planted.findings(planted.order)).containsExactly("REPAIRED BRING_FORWARD");
    planted.rig.assertConsistent(planted.order);
    assertThat(planted.rig.authorize(planted.order, "tok_visa"))
        .isEqualTo(AuthorizeResponse.Outcome.AUTHORIZED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tok_visa", "tok_capture_refused"})
  void turn_captureAnsweredAndTheAnswerLost_bringsItForward(String card) {
    planted.rig.authorize(planted.order, card);
    planted.rig.wire.always(Method.CAPTURE, Fault.ANSWER_LOST);
    assertThatThrownBy(() -> planted.hastily().capture(planted.captureOfOrder()))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(planted.rig.state(planted.order)).isEqualTo(PaymentState.CAPTURING);

    planted.reconcile();

    assertThat(planted.rig.state(planted.order))
        .isEqualTo(card.equals("tok_visa") ? PaymentState.CAPTURED : PaymentState.CAPTURE_REFUSED);
    assertThat(planted.findings(planted.order)).containsExactly("REPAIRED BRING_FORWARD");
    planted.rig.assertConsistent(planted.order);
  }

  @Test
  void turn_capturedWhileOursIsAuthorized_bringsItForward() {
    planted.rig.authorize(planted.order, "tok_visa");
    planted.captureAtTheAcquirer();

    planted.reconcile();

    assertThat(planted.rig.state(planted.order)).isEqualTo(PaymentState.CAPTURED);
    assertThat(planted.rig.posted(planted.order)).containsExactly("AUTHORIZED", "CAPTURED");
    planted.rig.assertConsistent(planted.order);
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"VOID", "REFUND"})
  void turn_reversedAndTheAnswerLost_finishesIt(Method undo) {
    planted.rig.authorize(planted.order, "tok_visa");
    if (undo == Method.REFUND) {
      planted.rig.capture(planted.order);
    }
    planted.rig.wire.always(undo, Fault.ANSWER_LOST);
    assertThatThrownBy(
            () ->
                planted
                    .hastily()
                    .reverse(ReverseRequest.newBuilder().setOrderId(planted.order).build()))
        .isInstanceOf(StatusRuntimeException.class);
    planted.rig.wire.heal();

    planted.reconcile();

    assertThat(planted.rig.state(planted.order)).isEqualTo(PaymentState.REVERSED);
    assertThat(planted.findings(planted.order)).containsExactly("REPAIRED FINISH_REVERSAL");
    planted.rig.assertConsistent(planted.order);
  }

  @Test
  void turn_approvedAfterItWasReversed_voidsItOnce() {
    planted.rig.reverse(planted.order);
    planted.authorizeAtTheAcquirer(planted.keyOf(planted.order), 2_599);

    planted.reconcile();
    planted.reconcile();

    assertThat(planted.rig.statement(planted.order)).containsExactly("AUTHORIZED", "VOIDED");
    assertThat(planted.findings(planted.order)).containsExactly("REPAIRED VOID");
    planted.rig.assertConsistent(planted.order);
  }

  @Test
  void turn_approvedInSpiteOfAVoidThatLeftNoTombstone_voidsItAgain() {
    planted.rig.wire.always(Method.AUTHORIZE, Fault.REQUEST_LOST);
    assertThatThrownBy(
            () -> planted.hastily().authorize(PaymentRig.order(planted.order, "tok_visa")))
        .isInstanceOf(StatusRuntimeException.class);
    planted.rig.reverse(planted.order);
    acquirerDatabase
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "DELETE FROM card_authorization WHERE key = ?", planted.keyOf(planted.order)));
    planted.authorizeAtTheAcquirer(planted.keyOf(planted.order), 2_599);

    planted.reconcile();

    assertThat(planted.rig.statement(planted.order))
        .containsExactly("VOIDED", "AUTHORIZED", "VOIDED");
    assertThat(planted.findings(planted.order)).containsExactly("REPAIRED VOID");
  }

  @Test
  void turn_capturedAfterItWasReversed_refundsItOnce() {
    planted.rig.reverse(planted.order);
    planted.authorizeAtTheAcquirer(planted.keyOf(planted.order), 2_599);
    planted.captureAtTheAcquirer();

    planted.reconcile();
    planted.reconcile();

    assertThat(planted.rig.statement(planted.order))
        .containsExactly("AUTHORIZED", "CAPTURED", "REFUNDED");
    assertThat(planted.findings(planted.order)).containsExactly("REPAIRED REFUND");
    planted.rig.assertConsistent(planted.order);
  }

  @Test
  void turn_noAnswerToTheVoid_triesAgainInALaterTurn() {
    planted.rig.reverse(planted.order);
    planted.authorizeAtTheAcquirer(planted.keyOf(planted.order), 2_599);
    planted.rig.wire.next(Method.VOID, Fault.REQUEST_LOST, Fault.ANSWER_LOST);

    planted.reconcile();
    assertThat(planted.findings(planted.order)).isEmpty();
    planted.reconcile();
    planted.reconcile();

    assertThat(planted.rig.statement(planted.order)).containsExactly("AUTHORIZED", "VOIDED");
    planted.rig.assertConsistent(planted.order);
  }

  @Test
  void turn_youngerThanTheGrace_isLeftToTheCallThatMayBeUnderWay() {
    planted.rig.reverse(planted.order);
    planted.authorizeAtTheAcquirer(planted.keyOf(planted.order), 2_599);
    String stray = "young_" + planted.order;
    planted.authorizeAtTheAcquirer(stray, 100);

    planted
        .rig
        .reconciliation(new Reconciliation.Pace(Duration.ZERO, Duration.ofMinutes(5)))
        .takeTurn("payment-1", planted.rig.nextEpoch());

    assertThat(planted.rig.statement(planted.order)).containsExactly("AUTHORIZED");
    assertThat(planted.findings(planted.order)).isEmpty();
    assertThat(planted.findingsOfKey(stray)).isEmpty();
  }
}
