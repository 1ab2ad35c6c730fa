// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.acquirer.SimulatedAcquirer;
import souk.acquirer.v1.RefundRequest;
import souk.acquirer.v1.VoidRequest;
import souk.payment.Finding.Discrepancy;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/** What nobody can explain is reported once and left alone; what agrees is nothing to do. */
class ReconciliationReportTest {
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
  void turn_keyThatNoPaymentHas_isReported() {
    String key = "stray_" + planted.order;
    planted.authorizeAtTheAcquirer(key, 100);

    planted.reconcile();
    planted.reconcile();

    assertThat(planted.findingsOfKey(key)).containsExactly("DISCREPANCY UNKNOWN_PAYMENT");
  }

  @Test
  void turn_otherAmountThanOurs_isReportedAndNothingElse() {
    planted.store(PaymentState.AUTHORIZING);
    planted.authorizeAtTheAcquirer(planted.keyOf(planted.order), 100);

    planted.reconcile();

    assertThat(planted.findings(planted.order)).containsExactly("DISCREPANCY OTHER_AMOUNT");
    assertThat(planted.rig.state(planted.order)).isEqualTo(PaymentState.AUTHORIZING);
    assertThat(planted.rig.statement(planted.order)).containsExactly("AUTHORIZED");
  }

  @ParameterizedTest
  @EnumSource(
      value = PaymentState.class,
      names = {"AUTHORIZED", "CAPTURED"})
  void turn_oursHasWhatTheStatementLacks_isReportedOnce(PaymentState state) {
    planted.store(state);

    planted.reconcile();
    planted.reconcile();

    assertThat(planted.findings(planted.order)).containsExactly("DISCREPANCY NOT_ON_STATEMENT");
    assertThat(planted.rig.state(planted.order)).isEqualTo(state);
  }

  @Test
  void turn_givenBackThoughNobodyAskedForIt_isReported() {
    planted.rig.authorize(planted.order, "tok_visa");
    planted.rig.capture(planted.order);
    String key = planted.keyOf(planted.order);
    RefundRequest byHand =
        RefundRequest.newBuilder().setKey("by-hand-" + key).setAuthorizationKey(key).build();
    assertThat(planted.rig.acquirer.refund(byHand).getOutcomeValue()).isPositive();

    planted.reconcile();

    assertThat(planted.findings(planted.order))
        .containsExactly("DISCREPANCY " + Discrepancy.NOT_OURS);
    assertThat(planted.rig.state(planted.order)).isEqualTo(PaymentState.CAPTURED);
  }

  @Test
  void turn_voidConfirmedButNotOnTheStatement_isReportedAndNotRepeatedForEver() {
    planted.rig.reverse(planted.order);
    String key = planted.keyOf(planted.order);
    planted.authorizeAtTheAcquirer(key, 2_599);
    VoidRequest voided =
        VoidRequest.newBuilder().setKey(key + "-void-again").setAuthorizationKey(key).build();
    assertThat(planted.rig.acquirer.void_(voided).getOutcomeValue()).isPositive();
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

    planted.reconcile();
    planted.reconcile();
    planted.reconcile();

    assertThat(planted.findings(planted.order))
        .containsExactly("REPAIRED VOID", "DISCREPANCY UNREPAIRED");
    assertThat(planted.isToBeJudged(planted.order)).isFalse();
  }

  @Test
  void turn_whatAgrees_leavesNothingToDo() {
    planted.rig.authorize(planted.order, "tok_visa");
    planted.rig.capture(planted.order);
    String cancelled = PaymentRig.newOrder();
    planted.rig.authorize(cancelled, "tok_visa");
    planted.rig.reverse(cancelled);
    String declined = PaymentRig.newOrder();
    planted.rig.authorize(declined, "tok_declined");

    planted.reconcile();

    assertThat(planted.findings(planted.order)).isEmpty();
    assertThat(planted.findings(cancelled)).isEmpty();
    assertThat(planted.findings(declined)).isEmpty();
    assertThat(planted.isToBeJudged(planted.order)).isFalse();
    assertThat(planted.isToBeJudged(cancelled)).isFalse();
    assertThat(planted.isToBeJudged(declined)).isFalse();
  }
}
