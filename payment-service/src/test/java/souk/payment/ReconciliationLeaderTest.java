// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.acquirer.SimulatedAcquirer;
import souk.payment.FaultyAcquirer.Fault;
import souk.payment.FaultyAcquirer.Gate;
import souk.payment.FaultyAcquirer.Method;
import souk.payment.v1.ReverseRequest;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/** Who takes a turn, and that a leader that was paused changes nothing. */
class ReconciliationLeaderTest {
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
  void turn_beforeItIsDue_isANewLeadersOnly() {
    Reconciliation hourly =
        planted.rig.reconciliation(new Reconciliation.Pace(Duration.ofHours(1), Duration.ZERO));
    long epoch = planted.rig.nextEpoch();
    assertThat(hourly.takeTurn("payment-1", epoch)).isFalse();
    // Fails whoever begins to read.
    planted.rig.wire.next(Method.LIST_STATEMENT, Fault.REQUEST_LOST);

    assertThat(hourly.takeTurn("payment-1", epoch)).isFalse();

    assertThatThrownBy(() -> hourly.takeTurn("payment-2", epoch + 1))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void turn_ofALeaderThatWasPausedReading_isRefusedWhatItWrites() throws Exception {
    planted.rig.reverse(planted.order);
    planted.authorizeAtTheAcquirer(planted.keyOf(planted.order), 2_599);
    Gate reading = planted.rig.wire.hold(Method.LIST_STATEMENT, true);
    long epoch = planted.rig.nextEpoch();
    try (var instances = Executors.newVirtualThreadPerTaskExecutor()) {
      var paused =
          instances.submit(
              () -> planted.rig.reconciliation(PlantedFaults.AT_ONCE).takeTurn("payment-1", epoch));
      reading.awaitReached();

      planted.rig.reconciliation(PlantedFaults.AT_ONCE).takeTurn("payment-2", epoch + 1);
      assertThat(planted.rig.statement(planted.order)).contains("VOIDED");
      reading.open();

      assertLost(paused);
    }
    planted.reconcile();
    // Read twice and counted once: else it would look authorised twice.
    assertThat(planted.operationsOf(planted.keyOf(planted.order))).isEqualTo("AUTHORIZED,VOIDED");
    assertThat(planted.findings(planted.order)).containsExactly("REPAIRED VOID");
  }

  @Test
  void turn_ofALeaderThatWasPausedInARepair_changesNothing() throws Exception {
    planted.rig.authorize(planted.order, "tok_visa");
    planted.rig.wire.always(Method.VOID, Fault.REQUEST_LOST);
    assertThatThrownBy(
            () ->
                planted
                    .hastily()
                    .reverse(ReverseRequest.newBuilder().setOrderId(planted.order).build()))
        .isInstanceOf(StatusRuntimeException.class);
    planted.rig.wire.heal();
    Gate voiding = planted.rig.wire.hold(Method.VOID, true);
    long epoch = planted.rig.nextEpoch();
    try (var instances = Executors.newVirtualThreadPerTaskExecutor()) {
      var paused =
          instances.submit(
              () -> planted.rig.reconciliation(PlantedFaults.AT_ONCE).takeTurn("payment-1", epoch));
      voiding.awaitReached();
      // A leader who leaves the payment alone: it is the turn that refuses, and not the payment.
      planted
          .rig
          .reconciliation(new Reconciliation.Pace(Duration.ZERO, Duration.ofMinutes(5)))
          .takeTurn("payment-2", epoch + 1);
      voiding.open();

      assertLost(paused);
    }
    assertThat(planted.rig.state(planted.order)).isEqualTo(PaymentState.REVERSING);
    assertThat(planted.findings(planted.order)).isEmpty();

    assertThatThrownBy(
            () -> planted.rig.reconciliation(PlantedFaults.AT_ONCE).takeTurn("payment-1", epoch))
        .isInstanceOf(Turn.Lost.class);
    database
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "UPDATE acquirer_record SET judge_at = now() WHERE key = ?",
                    planted.keyOf(planted.order)));
    planted.reconcile();
    assertThat(planted.rig.state(planted.order)).isEqualTo(PaymentState.REVERSED);
    planted.rig.assertConsistent(planted.order);
  }

  private static void assertLost(Future<Boolean> paused) {
    assertThatThrownBy(() -> paused.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Turn.Lost.class);
  }
}
