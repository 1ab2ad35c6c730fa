// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.type.Money;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.acquirer.SimulatedAcquirer;
import souk.acquirer.v1.AuthorizeRequest;
import souk.payment.FaultyAcquirer.Fault;
import souk.payment.FaultyAcquirer.Method;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/** The recurring task: turns by two instances, a long statement, an acquirer that is away. */
class ReconcilerTest {
  @RegisterExtension
  static final PostgresExtension database = new PostgresExtension(PaymentRig.MIGRATIONS);

  @RegisterExtension
  static final PostgresExtension acquirerDatabase =
      new PostgresExtension(SimulatedAcquirer.MIGRATIONS);

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private static final Reconciliation.Pace FAST =
      new Reconciliation.Pace(Duration.ofMillis(20), Duration.ZERO, Duration.ofSeconds(30));

  private final String prefix = PaymentRig.newOrder().replace("ord_", "many_");
  private PaymentRig rig;

  @BeforeEach
  void serve() throws IOException {
    rig = new PaymentRig(grpc, database, acquirerDatabase);
  }

  @Test
  void start_twoInstancesAndAStatementOfManyPages_readsEachEntryOnce() {
    IntStream.range(0, 1_101).parallel().forEach(i -> authorizeAtTheAcquirer(prefix + i));
    try (Reconciler first = reconciler("payment-1");
        Reconciler second = reconciler("payment-2")) {
      first.start();
      second.start();

      await().atMost(Duration.ofSeconds(20)).until(() -> records("true") == 1_101);
      await().atMost(Duration.ofSeconds(20)).until(() -> records("judge_at IS NOT NULL") == 0);
    }
    assertThat(records("operations <> 'AUTHORIZED'")).isZero();
  }

  @Test
  void start_acquirerAwayForAWhile_goesOnWhenItIsBack() {
    rig.wire.always(Method.LIST_STATEMENT, Fault.REQUEST_LOST);
    try (Reconciler reconciler = reconciler("payment-1")) {
      reconciler.start();
      long before = fence();
      await().atMost(Duration.ofSeconds(10)).until(() -> fence() > before + 3);
      authorizeAtTheAcquirer(prefix);
      rig.wire.heal();

      await().atMost(Duration.ofSeconds(10)).until(() -> records("true") == 1);
    }
  }

  @Test
  void close_whileATurnIsUnderWay_endsIt() throws InterruptedException {
    FaultyAcquirer.Gate reading = rig.wire.hold(Method.LIST_STATEMENT, false);
    try (Reconciler reconciler = reconciler("payment-1")) {
      reconciler.start();
      reading.awaitReached();
    }
    reading.open();
    try (Reconciler other = reconciler("payment-2")) {
      other.start();
      long before = fence();

      await().atMost(Duration.ofSeconds(10)).until(() -> fence() > before);
    }
  }

  private Reconciler reconciler(String holder) {
    return new Reconciler(rig.reconciliation(FAST), holder, FAST.interval(), new Random(1));
  }

  private void authorizeAtTheAcquirer(String key) {
    AuthorizeRequest request =
        AuthorizeRequest.newBuilder()
            .setKey(key)
            .setAmount(Money.newBuilder().setCurrencyCode("EUR").setUnits(1))
            .setCardToken("tok_visa")
            .build();
    assertThat(rig.acquirer.authorize(request).getOutcomeValue()).isEqualTo(1);
  }

  private int records(String condition) {
    return (int)
        number(
            "SELECT count(*) FROM acquirer_record WHERE key LIKE '"
                + prefix
                + "%' AND "
                + condition);
  }

  private static long fence() {
    return number("SELECT fence FROM reconciliation");
  }

  private static long number(String query) {
    return database
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(long.class).one());
  }
}
