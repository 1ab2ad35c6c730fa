// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.type.Money;
import java.io.IOException;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.TimeUnit;
import souk.acquirer.v1.AuthorizeRequest;
import souk.acquirer.v1.CaptureRequest;
import souk.payment.v1.PaymentsGrpc.PaymentsBlockingStub;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/** One order's payment, and what may go wrong between ours and the acquirer's records. */
final class PlantedFaults {
  static final Reconciliation.Pace AT_ONCE = new Reconciliation.Pace(Duration.ZERO, Duration.ZERO);

  final String order = PaymentRig.newOrder();
  final PaymentRig rig;
  private final PostgresExtension database;

  PlantedFaults(GrpcExtension grpc, PostgresExtension database, PostgresExtension acquirerDatabase)
      throws IOException {
    this.database = database;
    rig = new PaymentRig(grpc, database, acquirerDatabase);
  }

  void reconcile() {
    assertThat(rig.reconciliation(AT_ONCE).takeTurn("payment-1", rig.nextEpoch())).isFalse();
  }

  PaymentsBlockingStub hastily() {
    return rig.payments.withDeadlineAfter(600, TimeUnit.MILLISECONDS);
  }

  String keyOf(String orderId) {
    return rig.store.find(orderId).orElseThrow().id();
  }

  souk.payment.v1.CaptureRequest captureOfOrder() {
    return souk.payment.v1.CaptureRequest.newBuilder().setOrderId(order).build();
  }

  /** A payment of which the acquirer never heard. */
  void store(PaymentState state) {
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

  void authorizeAtTheAcquirer(String key, int cents) {
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

  void captureAtTheAcquirer() {
    String key = keyOf(order);
    CaptureRequest request =
        CaptureRequest.newBuilder().setKey(key + "-capture").setAuthorizationKey(key).build();
    assertThat(rig.acquirer.capture(request).getOutcomeValue()).isEqualTo(1);
  }

  List<String> findings(String orderId) {
    return findingsOfKey(keyOf(orderId));
  }

  List<String> findingsOfKey(String key) {
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

  String operationsOf(String key) {
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

  boolean isToBeJudged(String orderId) {
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
