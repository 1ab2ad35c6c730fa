// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.type.Money;
import io.grpc.Channel;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import souk.acquirer.SimulatedAcquirer;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.AcquirerGrpc.AcquirerBlockingStub;
import souk.acquirer.v1.ListStatementRequest;
import souk.acquirer.v1.ListStatementResponse;
import souk.payment.v1.AuthorizeRequest;
import souk.payment.v1.AuthorizeResponse;
import souk.payment.v1.CaptureRequest;
import souk.payment.v1.CaptureResponse;
import souk.payment.v1.PaymentsGrpc;
import souk.payment.v1.PaymentsGrpc.PaymentsBlockingStub;
import souk.payment.v1.ReverseRequest;
import souk.service.Database;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/** The payment service as it is, on its database, before a real acquirer over a faulty wire. */
final class PaymentRig {
  static final String MIGRATIONS = "souk/payment/db/migration";

  final FaultyAcquirer wire;
  final PaymentsBlockingStub payments;
  final PaymentStore store;

  /** Past the wire. */
  final AcquirerBlockingStub acquirer;

  private final Jdbi jdbi;
  private final StatementClient statement;
  private final Repairs repairs;

  PaymentRig(GrpcExtension grpc, PostgresExtension database, PostgresExtension acquirerDatabase)
      throws IOException {
    this(grpc, database.database(), acquirerDatabase.database(), Duration.ofMillis(400));
  }

  /**
   * A rig with other databases or another patience.
   *
   * @param acquirerDeadline after which a call to the acquirer is made again
   */
  PaymentRig(
      GrpcExtension grpc, Database database, Database acquirerDatabase, Duration acquirerDeadline)
      throws IOException {
    this.jdbi = database.jdbi();
    this.acquirer =
        AcquirerGrpc.newBlockingStub(
            grpc.serve(SimulatedAcquirer.on(acquirerDatabase, InstantSource.system())));
    this.wire = new FaultyAcquirer(acquirer);
    this.store = new PaymentStore(jdbi, InstantSource.system());
    SecureRandom random = new SecureRandom();
    Patience patience =
        new Patience(Duration.ofSeconds(5), Duration.ofMillis(5), Duration.ofMillis(40), random);
    Channel toAcquirer = grpc.serve(wire);
    AcquirerClient client = new AcquirerClient(toAcquirer, acquirerDeadline);
    Payments domain = new Payments(store, client, patience, random);
    this.payments = PaymentsGrpc.newBlockingStub(grpc.serve(new PaymentGrpcService(domain)));
    this.statement = new StatementClient(toAcquirer, Duration.ofSeconds(10));
    this.repairs = new Repairs(store, client, domain);
  }

  /** An instance's reconciliation; each call makes another instance's. */
  Reconciliation reconciliation(Reconciliation.Pace pace) {
    return new Reconciliation(jdbi, statement, repairs, pace);
  }

  /** The epoch of a leader who comes after all that have taken a turn. */
  long nextEpoch() {
    return jdbi.withHandle(
        handle ->
            handle.createQuery("SELECT fence + 1 FROM reconciliation").mapTo(long.class).one());
  }

  static String newOrder() {
    return "ord_" + UUID.randomUUID().toString().replace("-", "");
  }

  static AuthorizeRequest order(String orderId, String card) {
    return AuthorizeRequest.newBuilder()
        .setOrderId(orderId)
        .setAmount(Money.newBuilder().setCurrencyCode("EUR").setUnits(25).setNanos(990_000_000))
        .setCardToken(card)
        .build();
  }

  AuthorizeResponse.Outcome authorize(String orderId, String card) {
    return payments.authorize(order(orderId, card)).getOutcome();
  }

  CaptureResponse.Outcome capture(String orderId) {
    return payments.capture(CaptureRequest.newBuilder().setOrderId(orderId).build()).getOutcome();
  }

  void reverse(String orderId) {
    assertThat(payments.reverse(ReverseRequest.newBuilder().setOrderId(orderId).build()))
        .isNotNull();
  }

  PaymentState state(String orderId) {
    return store.find(orderId).orElseThrow().state();
  }

  /** What the acquirer did for an order, in its own words. */
  List<String> statement(String orderId) {
    String key = store.find(orderId).orElseThrow().id();
    List<String> done = new ArrayList<>();
    String token = "";
    ListStatementResponse page;
    do {
      page =
          acquirer.listStatement(
              ListStatementRequest.newBuilder().setPageSize(1_000).setPageToken(token).build());
      page.getEntriesList().stream()
          .filter(entry -> entry.getAuthorizationKey().equals(key))
          .forEach(entry -> done.add(entry.getOperation().name()));
      token = page.getNextPageToken();
    } while (page.getEntriesCount() > 0);
    return done;
  }

  /** What the ledger holds of an order, in cents, accounts at zero left out. */
  Map<String, Long> balances(String orderId) {
    String id = store.find(orderId).orElseThrow().id();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                        SELECT account, sum(amount_minor)::bigint AS balance FROM ledger_entry
                        WHERE payment_id = :id GROUP BY account HAVING sum(amount_minor) <> 0
                        """)
                .bind("id", id)
                .map((row, context) -> Map.entry(row.getString("account"), row.getLong("balance")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** What was posted for an order, in order of name. */
  List<String> posted(String orderId) {
    String id = store.find(orderId).orElseThrow().id();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT DISTINCT event FROM ledger_entry WHERE payment_id = :id ORDER BY 1")
                .bind("id", id)
                .mapTo(String.class)
                .list());
  }

  /**
   * Whatever happened: the acquirer moved money at most once each way, and the ledger holds what
   * the acquirer's statement says.
   */
  void assertConsistent(String orderId) {
    List<String> statement = statement(orderId);
    assertThat(statement).doesNotHaveDuplicates();
    long owed = balances(orderId).getOrDefault("acquirer_receivable", 0L);
    boolean charged = statement.contains("CAPTURED") && !statement.contains("REFUNDED");
    assertThat(owed).as("owed by the acquirer after %s", statement).isEqualTo(charged ? 2_599 : 0);
    boolean reserved =
        statement.contains("AUTHORIZED")
            && !statement.contains("CAPTURED")
            && !statement.contains("VOIDED");
    assertThat(balances(orderId).getOrDefault("authorizations", 0L))
        .as("reserved after %s", statement)
        .isEqualTo(reserved ? 2_599 : 0);
    if (state(orderId) == PaymentState.REVERSED) {
      assertThat(charged || reserved).as("reversed, but %s", statement).isFalse();
    }
  }
}
