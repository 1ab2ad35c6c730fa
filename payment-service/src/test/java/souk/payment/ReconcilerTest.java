// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.type.Money;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.acquirer.SimulatedAcquirer;
import souk.acquirer.v1.AuthorizeRequest;
import souk.grpc.consul.Candidacy;
import souk.grpc.consul.ConsulAgent;
import souk.grpc.consul.ConsulElection;
import souk.grpc.consul.testing.RealConsul;
import souk.payment.FaultyAcquirer.Fault;
import souk.payment.FaultyAcquirer.Method;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/**
 * The recurring task: turns by the elected one of two instances, a long statement, an acquirer and
 * a Consul that are away.
 */
class ReconcilerTest {
  @RegisterExtension
  static final PostgresExtension database = new PostgresExtension(PaymentRig.MIGRATIONS);

  @RegisterExtension
  static final PostgresExtension acquirerDatabase =
      new PostgresExtension(SimulatedAcquirer.MIGRATIONS);

  @RegisterExtension static final RealConsul consul = new RealConsul("session_ttl_min = \"1s\"");

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private static final Reconciliation.Pace FAST =
      new Reconciliation.Pace(Duration.ofMillis(20), Duration.ZERO);

  private final String prefix = PaymentRig.newOrder().replace("ord_", "many_");
  private final String key = "test/" + prefix;
  private final List<Instance> instances = new ArrayList<>();
  private PaymentRig rig;

  @BeforeEach
  void serve() throws IOException {
    rig = new PaymentRig(grpc, database, acquirerDatabase);
  }

  @AfterEach
  void close() {
    instances.forEach(Instance::close);
  }

  @Test
  void start_twoInstancesAndAStatementOfManyPages_readsEachEntryOnce() {
    IntStream.range(0, 1_101).parallel().forEach(i -> authorizeAtTheAcquirer(prefix + i));
    instance("payment-1");
    instance("payment-2");

    await().atMost(Duration.ofSeconds(20)).until(() -> records("true") == 1_101);
    await().atMost(Duration.ofSeconds(20)).until(() -> records("judge_at IS NOT NULL") == 0);
    assertThat(records("operations <> 'AUTHORIZED'")).isZero();
  }

  @Test
  void start_acquirerAwayForAWhile_goesOnWhenItIsBack() {
    Fault lost = Fault.REQUEST_LOST;
    rig.wire.next(Method.LIST_STATEMENT, lost, lost, lost, lost);
    authorizeAtTheAcquirer(prefix);
    instance("payment-1");

    await().atMost(Duration.ofSeconds(10)).until(() -> records("true") == 1);
  }

  @Test
  void close_whileATurnIsUnderWay_endsItAndAnotherTakesOver() throws InterruptedException {
    FaultyAcquirer.Gate reading = rig.wire.hold(Method.LIST_STATEMENT, false);
    Instance first = instance("payment-1");
    reading.awaitReached();
    long before = fence();
    first.close();
    reading.open();
    instance("payment-2");

    await().atMost(Duration.ofSeconds(10)).until(() -> fence() > before);
  }

  @Test
  void leader_pausedInATurnWhileAnotherIsElected_isRefusedWhatItWrites() throws Exception {
    FaultyAcquirer.Gate reading = rig.wire.hold(Method.LIST_STATEMENT, true);
    instance("payment-1");
    reading.awaitReached();
    long before = fence();
    // Consul gives the leader up; it may be elected again, but is in the middle of a turn.
    endSession();
    instance("payment-2");
    IntStream.range(0, 3).forEach(i -> authorizeAtTheAcquirer(prefix + i));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              if (holder().contains("payment-1")) {
                endSession();
              }
              return fence() > before && records("true") == 3;
            });
    reading.open();

    await().during(Duration.ofMillis(500)).until(() -> records("true") == 3);
    assertThat(records("operations <> 'AUTHORIZED'")).isZero();
  }

  @Test
  void leader_whoseEpochIsBelowTheStores_isElectedAgainAboveIt() {
    Instance only = instance("payment-1");
    await().atMost(Duration.ofSeconds(10)).until(only::leads);
    // As if Consul had lost its count.
    database
        .database()
        .jdbi()
        .useHandle(h -> h.execute("UPDATE reconciliation SET fence = fence + 90"));
    long before = fence();
    authorizeAtTheAcquirer(prefix);

    await().atMost(Duration.ofSeconds(10)).until(() -> records("true") == 1);
    assertThat(fence()).isGreaterThan(before);
  }

  @Test
  void leader_whoseEpochAnotherHasInTheStore_isElectedAgainAboveIt() {
    Instance only = instance("payment-1");
    await().atMost(Duration.ofSeconds(10)).until(only::leads);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> number("SELECT count(*) FROM reconciliation WHERE holder = 'payment-1'") == 1);
    long before = fence();
    // As if Consul had lost its count, and elected another with the same epoch, who came first.
    database
        .database()
        .jdbi()
        .useHandle(h -> h.execute("UPDATE reconciliation SET holder = 'payment-2'"));
    authorizeAtTheAcquirer(prefix);

    await().atMost(Duration.ofSeconds(10)).until(() -> fence() > before);
    await().atMost(Duration.ofSeconds(10)).until(() -> records("true") == 1);
  }

  @Test
  void leader_whileConsulHangs_restsAndGoesOnAfterwards() {
    Instance only = instance("payment-1");
    await().atMost(Duration.ofSeconds(10)).until(only::leads);
    long before = fence();
    consul.pause();
    try {
      await().atMost(Duration.ofSeconds(5)).until(() -> !only.leads());
      authorizeAtTheAcquirer(prefix);
      await().during(Duration.ofMillis(500)).until(() -> records("true") == 0);
    } finally {
      consul.resume();
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> records("true") == 1);
    assertThat(fence()).isGreaterThan(before);
  }

  private Instance instance(String name) {
    var reconciler = new Reconciler(rig.reconciliation(FAST), name, FAST.interval(), new Random(1));
    var agent = ConsulAgent.fromEnvironment(consul.environment());
    var candidacy = new Candidacy(key, name, Duration.ofSeconds(2), Duration.ofMillis(100));
    var instance =
        new Instance(reconciler.start(), ConsulElection.start(agent, candidacy, reconciler));
    instances.add(instance);
    return instance;
  }

  private record Instance(Reconciler reconciler, ConsulElection election) {
    boolean leads() {
      return election.leadership().isPresent();
    }

    void close() {
      election.close();
      reconciler.close();
    }
  }

  /** Ends the leader's session, if there is a leader. */
  private void endSession() {
    Matcher session =
        Pattern.compile("\"Session\":\"([^\"]+)\"").matcher(consul.get("/v1/kv/" + key));
    if (session.find()) {
      assertThat(consul.put("/v1/session/destroy/" + session.group(1), "")).contains("true");
    }
  }

  /** What the election's key says. */
  private String holder() {
    return consul.get("/v1/kv/" + key + "?raw");
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
