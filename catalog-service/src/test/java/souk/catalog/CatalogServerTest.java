// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.catalog.v1.CatalogGrpc;
import souk.service.Database;
import souk.service.PostgresExtension;
import souk.service.ServiceServer;
import souk.service.SettingException;
import souk.service.Settings;
import souk.v1.ListProductsRequest;

/** The wiring, over a real port. Nobody answers at Consul's address, which must not matter. */
class CatalogServerTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension(CatalogStore.MIGRATIONS);

  private static Map<String, String> environment() {
    Database.Config database = postgres.config();
    Map<String, String> environment = new HashMap<>();
    environment.put("SOUK_DB_URL", database.url());
    environment.put("SOUK_DB_USER", database.user());
    environment.put("SOUK_DB_PASSWORD", database.password());
    environment.put("SOUK_DB_POOL", "2");
    environment.put("SOUK_DRAIN_NOTICE", "1ms");
    environment.put("CONSUL_HTTP_ADDR", "127.0.0.1:1");
    return environment;
  }

  @Test
  void start_onAnEmptyDatabase_servesTheDemoProducts() throws InterruptedException {
    try (ServiceServer server = CatalogServer.start(new Settings(environment()))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
      try {
        assertThat(
                CatalogGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .listProducts(ListProductsRequest.newBuilder().setPageSize(3).build())
                    .getProductsList())
            .hasSize(3);
      } finally {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void start_withAMisspeltSetting_namesTheRightOne() {
    Map<String, String> environment = environment();
    environment.put("SOUK_CATALOG_DEMO_PRODUCT", "false");
    assertThatThrownBy(() -> CatalogServer.start(new Settings(environment)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_CATALOG_DEMO_PRODUCTS");
  }
}
