// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.cart.v1.CartsGrpc;
import souk.service.ServiceServer;
import souk.service.SettingException;
import souk.service.Settings;
import souk.v1.CreateCartRequest;

/** The whole process but for its main thread: settings in, a port that serves out. */
class CartServerTest {
  @RegisterExtension static final RedisExtension redis = new RedisExtension();

  @Test
  void server_started_servesAndTellsWhetherItsRedisIsThere() throws Exception {
    try (ServiceServer server = CartServer.start(settings(Map.of()))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
      try {
        CreateCartRequest request =
            CreateCartRequest.newBuilder().setRequestId(UUID.randomUUID().toString()).build();
        assertThat(
                CartsGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(5, TimeUnit.SECONDS)
                    .createCart(request)
                    .getId())
            .startsWith("crt_");
        awaitHealth(channel, ServingStatus.SERVING);
        redis.kill();
        awaitHealth(channel, ServingStatus.NOT_SERVING);
        redis.start();
        awaitHealth(channel, ServingStatus.SERVING);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void start_settingThatNobodyReads_isRefused() {
    assertThatThrownBy(() -> CartServer.start(settings(Map.of("SOUK_REDIS_URL", "redis://x"))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_REDIS_URI");
  }

  private static void awaitHealth(ManagedChannel channel, ServingStatus expected) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                HealthGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(2, TimeUnit.SECONDS)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus()
                    == expected);
  }

  private static Settings settings(Map<String, String> others) {
    Map<String, String> environment = new HashMap<>();
    // A port that nobody listens on: the test shall not appear in a Consul that happens to run.
    environment.put("CONSUL_HTTP_ADDR", "127.0.0.1:1");
    environment.put("SOUK_REDIS_URI", redis.config().uri());
    environment.put("SOUK_REDIS_PASSWORD", RedisExtension.PASSWORD);
    environment.put("SOUK_CART_ID_SECRET", Base64.getEncoder().encodeToString(new byte[32]));
    environment.putAll(others);
    return new Settings(environment);
  }
}
