// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.order.v1.OrdersGrpc;
import souk.service.Database;
import souk.service.PostgresExtension;
import souk.service.ServiceServer;
import souk.service.SettingException;
import souk.service.Settings;
import souk.v1.GetOrderRequest;

/** The whole process, while nobody else is there. */
class OrderServerTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @Test
  void start_consulAndAllOthersAway_servesWhatItCan() {
    ServiceServer server = OrderServer.start(new Settings(environment()));
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.port(), InsecureChannelCredentials.create())
            .build();
    try {
      OrdersGrpc.OrdersBlockingStub orders =
          OrdersGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(20));
      String unknown = "ord_" + "0".repeat(32);

      assertThat(
              codeAndReason(
                  failureOf(
                      () ->
                          orders.getOrder(
                              GetOrderRequest.newBuilder().setOrderId(unknown).build()))))
          .isEqualTo("NOT_FOUND ORDER_NOT_FOUND");
      assertThat(
              failureOf(
                      () ->
                          orders
                              .withDeadlineAfter(Duration.ofSeconds(5))
                              .checkout(OrderFixture.request("crt_" + "0".repeat(32)).build()))
                  .getStatus()
                  .getCode())
          .isIn(io.grpc.Status.Code.UNAVAILABLE, io.grpc.Status.Code.DEADLINE_EXCEEDED);
    } finally {
      channel.shutdownNow();
      server.close();
    }
  }

  @Test
  void start_settingThatNobodyReads_refused() {
    Map<String, String> environment = environment();
    environment.put("SOUK_ORDER_PAYMENT_DEADLIN", "1s");

    assertThatThrownBy(() -> OrderServer.start(new Settings(environment)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_ORDER_PAYMENT_DEADLINE");
  }

  private static Map<String, String> environment() {
    Database.Config database = postgres.config();
    Map<String, String> environment = new HashMap<>();
    environment.put("SOUK_DB_URL", database.url());
    environment.put("SOUK_DB_USER", database.user());
    environment.put("SOUK_DB_PASSWORD", database.password());
    environment.put("SOUK_ORDER_HASH_SECRET", Base64.getEncoder().encodeToString(new byte[32]));
    environment.put("SOUK_ORDER_SMTP_ADDRESS", "127.0.0.1:1");
    environment.put("SOUK_ORDER_MAIL_FROM", "orders@souk.example");
    environment.put("SOUK_DRAIN_NOTICE", "1ms");
    // Nobody listens there.
    environment.put("CONSUL_HTTP_ADDR", "127.0.0.1:1");
    return environment;
  }
}
