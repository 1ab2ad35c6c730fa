// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.type.Money;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.acquirer.SimulatedAcquirer;
import souk.acquirer.v1.AuthorizeRequest;
import souk.acquirer.v1.CaptureRequest;
import souk.acquirer.v1.RefundRequest;
import souk.acquirer.v1.VoidRequest;
import souk.payment.FaultyAcquirer.Fault;
import souk.payment.FaultyAcquirer.Gate;
import souk.payment.FaultyAcquirer.Method;
import souk.payment.Finding.Discrepancy;
import souk.payment.v1.AuthorizeResponse;
import souk.payment.v1.PaymentsGrpc.PaymentsBlockingStub;
import souk.payment.v1.ReverseRequest;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/** What lost answers leave behind is planted, and found by the statement. */
class ReconciliationTest {
  @RegisterExtension
  static final PostgresExtension database = new PostgresExtension(PaymentRig.MIGRATIONS);

  @RegisterExtension
  static final PostgresExtension acquirerDatabase =
      new PostgresExtension(SimulatedAcquirer.MIGRATIONS);

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private static final Reconciliation.Pace AT_ONCE =
      new Reconciliation.Pace(Duration.ZERO, Duration.ZERO);

  private final String order = PaymentRig.newOrder();
  private PaymentRig rig;

  @BeforeEach
  void serve() throws IOException {
    rig = new PaymentRig(grpc, database, acquirerDatabase);
  }

  @Test
  void turn_approvedButTheAnswerLost_bringsTheAuthorisationForward() {
    rig.wire.always(Method.AUTHORIZE, Fault.ANSWER_LOST);
    assertThatThrownBy(() -> hastily().authorize(PaymentRig.order(order, "tok_visa")))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(rig.state(order)).isEqualTo(PaymentState.AUTHORIZING);

    reconcile();

    assertThat(rig.state(order)).isEqualTo(PaymentState.AUTHORIZED);
    assertThat(findings(order)).containsExactly("REPAIRED BRING_FORWARD");
    rig.assertConsistent(order);
    assertThat(rig.authorize(order, "tok_visa")).isEqualTo(AuthorizeResponse.Outcome.AUTHORIZED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tok_visa", "tok_capture_refused"})
  void turn_captureAnsweredAndTheAnswerLost_bringsItForward(String card) {
    rig.authorize(order, card);
    rig.wire.always(Method.CAPTURE, Fault.ANSWER_LOST);
    assertThatThrownBy(() -> hastily().capture(captureOfOrder()))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(rig.state(order)).isEqualTo(PaymentState.CAPTURING);

    reconcile();

    assertThat(rig.state(order))
        .isEqualTo(card.equals("tok_visa") ? PaymentState.CAPTURED : PaymentState.CAPTURE_REFUSED);
    assertThat(findings(order)).containsExactly("REPAIRED BRING_FORWARD");
    rig.assertConsistent(order);
  }

  @Test
  void turn_capturedWhileOursIsAuthorized_bringsItForward() {
    rig.authorize(order, "tok_visa");
    captureAtTheAcquirer();

    reconcile();

    assertThat(rig.state(order)).isEqualTo(PaymentState.CAPTURED);
    assertThat(rig.posted(order)).containsExactly("AUTHORIZED", "CAPTURED");
    rig.assertConsistent(order);
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"VOID", "REFUND"})
  void turn_reversedAndTheAnswerLost_finishesIt(Method undo) {
    rig.authorize(order, "tok_visa");
    if (undo == Method.REFUND) {
      rig.capture(order);
    }
    rig.wire.always(undo, Fault.ANSWER_LOST);
    assertThatThrownBy(
            () -> hastily().reverse(ReverseRequest.newBuilder().setOrderId(order).build()))
        .isInstanceOf(StatusRuntimeException.class);
    rig.wire.heal();

    reconcile();

    assertThat(rig.state(order)).isEqualTo(PaymentState.REVERSED);
    assertThat(findings(order)).containsExactly("REPAIRED FINISH_REVERSAL");
    rig.assertConsistent(order);
  }

  @Test
  void turn_approvedAfterItWasReversed_voidsItOnce() {
    rig.reverse(order);
    authorizeAtTheAcquirer(keyOf(order), 2_599);

    reconcile();
    reconcile();

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "VOIDED");
    assertThat(findings(order)).containsExactly("REPAIRED VOID");
    rig.assertConsistent(order);
  }

  @Test
  void turn_approvedInSpiteOfAVoidThatLeftNoTombstone_voidsItAgain() {
    rig.wire.always(Method.AUTHORIZE, Fault.REQUEST_LOST);
    assertThatThrownBy(() -> hastily().authorize(PaymentRig.order(order, "tok_visa")))
        .isInstanceOf(StatusRuntimeException.class);
    rig.reverse(order);
    acquirerDatabase
        .database()
        .jdbi()
        .useHandle(
            handle -> handle.execute("DELETE FROM card_authorization WHERE key = ?", keyOf(order)));
    authorizeAtTheAcquirer(keyOf(order), 2_599);

    reconcile();

    assertThat(rig.statement(order)).containsExactly("VOIDED", "AUTHORIZED", "VOIDED");
    assertThat(findings(order)).containsExactly("REPAIRED VOID");
  }

  @Test
  void turn_capturedAfterItWasReversed_refundsItOnce() {
    rig.reverse(order);
    authorizeAtTheAcquirer(keyOf(order), 2_599);
    captureAtTheAcquirer();

    reconcile();
    reconcile();

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "CAPTURED", "REFUNDED");
    assertThat(findings(order)).containsExactly("REPAIRED REFUND");
    rig.assertConsistent(order);
  }

  @Test
  void turn_noAnswerToTheVoid_triesAgainInALaterTurn() {
    rig.reverse(order);
    authorizeAtTheAcquirer(keyOf(order), 2_599);
    rig.wire.next(Method.VOID, Fault.REQUEST_LOST, Fault.ANSWER_LOST);

    reconcile();
    assertThat(findings(order)).isEmpty();
    reconcile();
    reconcile();

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "VOIDED");
    rig.assertConsistent(order);
  }

  @Test
  void turn_youngerThanTheGrace_isLeftToTheCallThatMayBeUnderWay() {
    rig.reverse(order);
    authorizeAtTheAcquirer(keyOf(order), 2_599);
    String stray = "young_" + order;
    authorizeAtTheAcquirer(stray, 100);

    rig.reconciliation(new Reconciliation.Pace(Duration.ZERO, Duration.ofMinutes(5)))
        .takeTurn("payment-1", rig.nextEpoch());

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED");
    assertThat(findings(order)).isEmpty();
    assertThat(findingsOfKey(stray)).isEmpty();
  }

  @Test
  void turn_keyThatNoPaymentHas_isReported() {
    String key = "stray_" + order;
    authorizeAtTheAcquirer(key, 100);

    reconcile();
    reconcile();

    assertThat(findingsOfKey(key)).containsExactly("DISCREPANCY UNKNOWN_PAYMENT");
  }

  @Test
  void turn_otherAmountThanOurs_isReportedAndNothingElse() {
    store(PaymentState.AUTHORIZING);
    authorizeAtTheAcquirer(keyOf(order), 100);

    reconcile();

    assertThat(findings(order)).containsExactly("DISCREPANCY OTHER_AMOUNT");
    assertThat(rig.state(order)).isEqualTo(PaymentState.AUTHORIZING);
    assertThat(rig.statement(order)).containsExactly("AUTHORIZED");
  }

  @ParameterizedTest
  @EnumSource(
      value = PaymentState.class,
      names = {"AUTHORIZED", "CAPTURED"})
  void turn_oursHasWhatTheStatementLacks_isReportedOnce(PaymentState state) {
    store(state);

    reconcile();
    reconcile();

    assertThat(findings(order)).containsExactly("DISCREPANCY NOT_ON_STATEMENT");
    assertThat(rig.state(order)).isEqualTo(state);
  }

  @Test
  void turn_givenBackThoughNobodyAskedForIt_isReported() {
    rig.authorize(order, "tok_visa");
    rig.capture(order);
    String key = keyOf(order);
    RefundRequest byHand =
        RefundRequest.newBuilder().setKey("by-hand-" + key).setAuthorizationKey(key).build();
    assertThat(rig.acquirer.refund(byHand).getOutcomeValue()).isPositive();

    reconcile();

    assertThat(findings(order)).containsExactly("DISCREPANCY " + Discrepancy.NOT_OURS);
    assertThat(rig.state(order)).isEqualTo(PaymentState.CAPTURED);
  }

  @Test
  void turn_voidConfirmedButNotOnTheStatement_isReportedAndNotRepeatedForEver() {
    rig.reverse(order);
    String key = keyOf(order);
    authorizeAtTheAcquirer(key, 2_599);
    VoidRequest voided =
        VoidRequest.newBuilder().setKey(key + "-void-again").setAuthorizationKey(key).build();
    assertThat(rig.acquirer.void_(voided).getOutcomeValue()).isPositive();
    acquirerDatabase
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    UPDATE statement_entry SET operation = 'CAPTURE_REFUSED'
                    WHERE authorization_key = ? AND operation = 'VOIDED'
                    """,
                    key));

    reconcile();
    reconcile();
    reconcile();

    assertThat(findings(order)).containsExactly("REPAIRED VOID", "DISCREPANCY UNREPAIRED");
    assertThat(isToBeJudged(order)).isFalse();
  }

  @Test
  void turn_whatAgrees_leavesNothingToDo() {
    rig.authorize(order, "tok_visa");
    rig.capture(order);
    String cancelled = PaymentRig.newOrder();
    rig.authorize(cancelled, "tok_visa");
    rig.reverse(cancelled);
    String declined = PaymentRig.newOrder();
    rig.authorize(declined, "tok_declined");

    reconcile();

    assertThat(findings(order)).isEmpty();
    assertThat(findings(cancelled)).isEmpty();
    assertThat(findings(declined)).isEmpty();
    assertThat(isToBeJudged(order)).isFalse();
    assertThat(isToBeJudged(cancelled)).isFalse();
    assertThat(isToBeJudged(declined)).isFalse();
  }

  @Test
  void turn_beforeItIsDue_isANewLeadersOnly() {
    Reconciliation hourly =
        rig.reconciliation(new Reconciliation.Pace(Duration.ofHours(1), Duration.ZERO));
    long epoch = rig.nextEpoch();
    assertThat(hourly.takeTurn("payment-1", epoch)).isFalse();
    // Fails whoever begins to read.
    rig.wire.next(Method.LIST_STATEMENT, Fault.REQUEST_LOST);

    assertThat(hourly.takeTurn("payment-1", epoch)).isFalse();

    assertThatThrownBy(() -> hourly.takeTurn("payment-2", epoch + 1))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void turn_ofALeaderThatWasPausedReading_isRefusedWhatItWrites() throws Exception {
    rig.reverse(order);
    authorizeAtTheAcquirer(keyOf(order), 2_599);
    Gate reading = rig.wire.hold(Method.LIST_STATEMENT, true);
    long epoch = rig.nextEpoch();
    try (var instances = Executors.newVirtualThreadPerTaskExecutor()) {
      var paused = instances.submit(() -> rig.reconciliation(AT_ONCE).takeTurn("payment-1", epoch));
      reading.awaitReached();

      rig.reconciliation(AT_ONCE).takeTurn("payment-2", epoch + 1);
      assertThat(rig.statement(order)).contains("VOIDED");
      reading.open();

      assertLost(paused);
    }
    reconcile();
    // Read twice and counted once: else it would look authorised twice.
    assertThat(operationsOf(keyOf(order))).isEqualTo("AUTHORIZED,VOIDED");
    assertThat(findings(order)).containsExactly("REPAIRED VOID");
  }

  @Test
  void turn_ofALeaderThatWasPausedInARepair_changesNothing() throws Exception {
    rig.authorize(order, "tok_visa");
    rig.wire.always(Method.VOID, Fault.REQUEST_LOST);
    assertThatThrownBy(
            () -> hastily().reverse(ReverseRequest.newBuilder().setOrderId(order).build()))
        .isInstanceOf(StatusRuntimeException.class);
    rig.wire.heal();
    Gate voiding = rig.wire.hold(Method.VOID, true);
    long epoch = rig.nextEpoch();
    try (var instances = Executors.newVirtualThreadPerTaskExecutor()) {
      var paused = instances.submit(() -> rig.reconciliation(AT_ONCE).takeTurn("payment-1", epoch));
      voiding.awaitReached();
      // A leader who leaves the payment alone: it is the turn that refuses, and not the payment.
      rig.reconciliation(new Reconciliation.Pace(Duration.ZERO, Duration.ofMinutes(5)))
          .takeTurn("payment-2", epoch + 1);
      voiding.open();

      assertLost(paused);
    }
    assertThat(rig.state(order)).isEqualTo(PaymentState.REVERSING);
    assertThat(findings(order)).isEmpty();

    assertThatThrownBy(() -> rig.reconciliation(AT_ONCE).takeTurn("payment-1", epoch))
        .isInstanceOf(Turn.Lost.class);
    database
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "UPDATE acquirer_record SET judge_at = now() WHERE key = ?", keyOf(order)));
    reconcile();
    assertThat(rig.state(order)).isEqualTo(PaymentState.REVERSED);
    rig.assertConsistent(order);
  }

  private static void assertLost(Future<Boolean> paused) {
    assertThatThrownBy(() -> paused.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Turn.Lost.class);
  }

  private void reconcile() {
    assertThat(rig.reconciliation(AT_ONCE).takeTurn("payment-1", rig.nextEpoch())).isFalse();
  }

  private PaymentsBlockingStub hastily() {
    return rig.payments.withDeadlineAfter(600, TimeUnit.MILLISECONDS);
  }

  private String keyOf(String orderId) {
    return rig.store.find(orderId).orElseThrow().id();
  }

  private souk.payment.v1.CaptureRequest captureOfOrder() {
    return souk.payment.v1.CaptureRequest.newBuilder().setOrderId(order).build();
  }

  /** A payment of which the acquirer never heard. */
  private void store(PaymentState state) {
    Payment payment =
        rig.store.begin(
            Payment.intended(
                order,
                order.replace("ord_", "pay_"),
                new souk.service.Money(Currency.getInstance("EUR"), 2_599),
                "tok_visa"));
    if (state != PaymentState.AUTHORIZING) {
      payment = rig.store.move(payment, Step.to(PaymentState.AUTHORIZED, LedgerEvent.AUTHORIZED));
    }
    if (state == PaymentState.CAPTURED) {
      payment = rig.store.move(payment, Step.to(PaymentState.CAPTURING));
      rig.store.move(payment, Step.to(PaymentState.CAPTURED, LedgerEvent.CAPTURED));
    }
  }

  private void authorizeAtTheAcquirer(String key, int cents) {
    AuthorizeRequest request =
        AuthorizeRequest.newBuilder()
            .setKey(key)
            .setAmount(
                Money.newBuilder()
                    .setCurrencyCode("EUR")
                    .setUnits(cents / 100)
                    .setNanos(cents % 100 * 10_000_000))
            .setCardToken("tok_visa")
            .build();
    assertThat(rig.acquirer.authorize(request).getOutcomeValue()).isEqualTo(1);
  }

  private void captureAtTheAcquirer() {
    String key = keyOf(order);
    CaptureRequest request =
        CaptureRequest.newBuilder().setKey(key + "-capture").setAuthorizationKey(key).build();
    assertThat(rig.acquirer.capture(request).getOutcomeValue()).isEqualTo(1);
  }

  private List<String> findings(String orderId) {
    return findingsOfKey(keyOf(orderId));
  }

  private List<String> findingsOfKey(String key) {
    return database
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT outcome || ' ' || kind FROM reconciliation_finding
                        WHERE key = :key ORDER BY found_at
                        """)
                    .bind("key", key)
                    .mapTo(String.class)
                    .list());
  }

  private String operationsOf(String key) {
    return database
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT operations FROM acquirer_record WHERE key = :key")
                    .bind("key", key)
                    .mapTo(String.class)
                    .one());
  }

  private boolean isToBeJudged(String orderId) {
    return database
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT judge_at IS NOT NULL FROM acquirer_record WHERE key = :key")
                    .bind("key", keyOf(orderId))
                    .mapTo(boolean.class)
                    .one());
  }
}
