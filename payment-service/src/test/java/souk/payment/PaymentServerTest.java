// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.acquirer.SimulatedAcquirer;
import souk.payment.v1.AuthorizeResponse;
import souk.payment.v1.AuthorizeResponse.Outcome;
import souk.payment.v1.CaptureRequest;
import souk.payment.v1.CaptureResponse;
import souk.payment.v1.PaymentsGrpc;
import souk.payment.v1.PaymentsGrpc.PaymentsBlockingStub;
import souk.service.Database;
import souk.service.PostgresExtension;
import souk.service.ServiceServer;
import souk.service.Settings;

/** Both servers as they are started, over the network, with all interceptors; Consul is away. */
class PaymentServerTest {
  @RegisterExtension
  static final PostgresExtension database = new PostgresExtension(PaymentRig.MIGRATIONS);

  @RegisterExtension
  static final PostgresExtension acquirerDatabase =
      new PostgresExtension(SimulatedAcquirer.MIGRATIONS);

  @Test
  void start_bothServers_payAndTellWhenTheAcquirerIsAway() throws Exception {
    String order = PaymentRig.newOrder();
    ServiceServer acquirer =
        SimulatedAcquirer.start(new Settings(environment(acquirerDatabase.config())));
    int acquirerPort = acquirer.port();
    Map<String, String> environment = environment(database.config());
    environment.put("SOUK_ACQUIRER_ADDRESS", "127.0.0.1:" + acquirerPort);
    environment.put("CONSUL_HTTP_ADDR", "127.0.0.1:1");
    // Less than a caller gives: the answer that the acquirer is away has to reach who waits 2 s.
    environment.put("SOUK_ACQUIRER_DEADLINE", "1s");
    ServiceServer server = PaymentServer.start(new Settings(environment));
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    try {
      PaymentsBlockingStub payments = PaymentsGrpc.newBlockingStub(channel);

      AuthorizeResponse answer =
          payments
              .withDeadlineAfter(8, TimeUnit.SECONDS)
              .authorize(PaymentRig.order(order, "tok_answer_lost"));
      assertThat(answer.getOutcome()).isEqualTo(Outcome.AUTHORIZED);
      assertThat(
              payments
                  .withDeadlineAfter(8, TimeUnit.SECONDS)
                  .authorize(PaymentRig.order(PaymentRig.newOrder(), "tok_slow"))
                  .getOutcome())
          .isEqualTo(Outcome.AUTHORIZED);

      acquirer.close();

      CaptureRequest capture = CaptureRequest.newBuilder().setOrderId(order).build();
      assertThat(
              codeAndReason(
                  failureOf(
                      () -> payments.withDeadlineAfter(2, TimeUnit.SECONDS).capture(capture))))
          .isEqualTo("UNAVAILABLE ACQUIRER_UNAVAILABLE");

      Map<String, String> again = environment(acquirerDatabase.config());
      again.put("SOUK_PORT", String.valueOf(acquirerPort));
      acquirer = SimulatedAcquirer.start(new Settings(again));

      // The breaker may rest for a second or two before it lets a call through.
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsMatching(StatusRuntimeException.class::isInstance)
          .until(
              () ->
                  payments.withDeadlineAfter(2, TimeUnit.SECONDS).capture(capture).getOutcome()
                      == CaptureResponse.Outcome.CAPTURED);
    } finally {
      channel.shutdownNow();
      server.close();
      acquirer.close();
    }
  }

  private static Map<String, String> environment(Database.Config database) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SOUK_DB_URL", database.url());
    environment.put("SOUK_DB_USER", database.user());
    environment.put("SOUK_DB_PASSWORD", database.password());
    environment.put("SOUK_DRAIN_TIMEOUT", "1s");
    return environment;
  }
}
