// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Timestamps;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.service.Settings;
import souk.service.telemetry.Telemetry;
import souk.v1.Availability;
import souk.v1.GetProductRequest;
import souk.v1.ListProductsRequest;
import souk.v1.Product;

/** What is told of products when the catalogue can't be asked. */
class StaleProductsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final ModelServices model = new ModelServices();
  private final AtomicLong nanos = new AtomicLong(1);
  private Server services;
  private ManagedChannel behind;
  private Products products;

  @BeforeEach
  void open() throws Exception {
    String name = InProcessServerBuilder.generateName();
    services =
        InProcessServerBuilder.forName(name)
            .addServices(Arrays.asList(model.definitions()))
            .build()
            .start();
    behind = InProcessChannelBuilder.forName(name).build();
    products =
        new Products(
            behind,
            behind,
            GatewayConfig.from(new Settings(Map.of())),
            nanos::get,
            Clock.fixed(NOW, ZoneOffset.UTC),
            Telemetry.off().meter());
  }

  @AfterEach
  void close() {
    behind.shutdownNow();
    services.shutdownNow();
  }

  private Product get(String id) {
    return products.get(GetProductRequest.newBuilder().setProductId(id).build());
  }

  @Test
  void get_catalogueAway_isWhatItToldThenWithTheStockOfNow() {
    assertThat(get("sku-0001").hasStaleSince()).isFalse();
    nanos.addAndGet(Duration.ofSeconds(60).toNanos());
    model.catalogAway = true;
    Product stale = get("sku-0001");
    assertThat(stale.getName()).isEqualTo("Brass lamp");
    assertThat(stale.getStaleSince())
        .isEqualTo(Timestamps.fromMillis(NOW.minusSeconds(60).toEpochMilli()));
    assertThat(stale.getAvailability().getState()).isEqualTo(Availability.State.IN_STOCK);
  }

  @Test
  void get_catalogueBack_isNotMarkedAnyMore() {
    get("sku-0001");
    nanos.addAndGet(Duration.ofSeconds(60).toNanos());
    model.catalogAway = true;
    get("sku-0001");
    model.catalogAway = false;
    assertThat(get("sku-0001").hasStaleSince()).isFalse();
  }

  @Test
  void list_catalogueAway_marksEachProduct() {
    ListProductsRequest page = ListProductsRequest.newBuilder().setPageSize(2).build();
    products.list(page);
    nanos.addAndGet(Duration.ofSeconds(60).toNanos());
    model.catalogAway = true;
    assertThat(products.list(page).getProductsList()).hasSize(2).allMatch(Product::hasStaleSince);
  }

  @Test
  void requireKnown_catalogueAway_knowsWhatItToldBeforeAndNothingElse() {
    get("sku-0001");
    nanos.addAndGet(Duration.ofSeconds(60).toNanos());
    model.catalogAway = true;
    products.requireKnown("sku-0001");
    assertThatThrownBy(() -> products.requireKnown("sku-0002"))
        .isInstanceOf(StatusRuntimeException.class);
  }
}
