// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What services are given is a contract with them: no more, no less, under exactly these names. */
class ServiceEnvironmentTest {
  @TempDir private Path folder;
  private ServiceEnvironment environment;
  private Postgres postgres;
  private FixedPorts ports;

  @BeforeEach
  void create() throws Exception {
    ShopHome home =
        ShopHome.of(folder, "shop", Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()))
            .create();
    Secrets secrets = new Secrets(home.secrets(), new SecureRandom());
    Files.createDirectories(home.lib());
    postgres = new Postgres(home, home.data(), secrets, 25_432, ServiceKind.databases());
    FrontDoor door = new FrontDoor(8080);
    ports =
        FixedPorts.reserve(
            home.folder().resolve("ports"),
            List.of("acquirer", "mail"),
            door.ports(),
            new SecureRandom());
    environment =
        new ServiceEnvironment(
            home,
            secrets,
            postgres,
            new Redis(home, home.data(), secrets, 26_379),
            "127.0.0.1:28500",
            door,
            ports,
            ShopPlan.plain());
  }

  @Test
  void of_catalog_isItsNameItsAddressesAndItsDatabase() {
    assertThat(settings(ServiceKind.CATALOG, "catalog-2"))
        .containsEntry("SOUK_INSTANCE", "catalog-2")
        .containsEntry("SOUK_HOST", "127.0.0.1")
        .containsEntry("SOUK_PORT", "0")
        .containsEntry("CONSUL_HTTP_ADDR", "127.0.0.1:28500")
        .containsEntry("SOUK_DB_URL", "jdbc:postgresql://127.0.0.1:25432/catalog")
        .containsEntry("SOUK_DB_USER", "catalog")
        .containsEntry("SOUK_DB_PASSWORD", postgres.password("catalog"));
    assertThat(names(ServiceKind.CATALOG))
        .containsExactly(
            "SOUK_ADMIN",
            "SOUK_DB_PASSWORD",
            "SOUK_DB_URL",
            "SOUK_DB_USER",
            "SOUK_HOST",
            "SOUK_INSTANCE",
            "SOUK_PORT");
  }

  @Test
  void of_cart_hasRedisAndNoDatabase() {
    assertThat(names(ServiceKind.CART))
        .containsExactly(
            "SOUK_ADMIN",
            "SOUK_CART_ID_SECRET",
            "SOUK_HOST",
            "SOUK_INSTANCE",
            "SOUK_PORT",
            "SOUK_REDIS_PASSWORD",
            "SOUK_REDIS_URI");
    assertThat(settings(ServiceKind.CART, "cart-1").get("SOUK_CART_ID_SECRET"))
        .as("the same for all instances")
        .isEqualTo(settings(ServiceKind.CART, "cart-2").get("SOUK_CART_ID_SECRET"));
  }

  @Test
  void of_acquirer_hasThePortThatPaymentIsTold() {
    assertThat(settings(ServiceKind.ACQUIRER, "acquirer"))
        .containsEntry("SOUK_PORT", port("acquirer"));
    assertThat(settings(ServiceKind.PAYMENT, "payment-1"))
        .containsEntry("SOUK_ACQUIRER_ADDRESS", "127.0.0.1:" + port("acquirer"));
  }

  @Test
  void of_mail_hasThePortThatOrderIsToldAndTheFolder() {
    assertThat(settings(ServiceKind.MAIL, "mail"))
        .containsEntry("SOUK_PORT", port("mail"))
        .containsEntry("SOUK_MAILS", folder.resolve(".souk/shop/mails").toString());
    assertThat(settings(ServiceKind.ORDER, "order-1"))
        .containsEntry("SOUK_ORDER_SMTP_ADDRESS", "127.0.0.1:" + port("mail"))
        .containsKey("SOUK_ORDER_MAIL_FROM");
  }

  private String port(String name) {
    return Integer.toString(ports.of(name));
  }

  @Test
  void of_gateway_hasThePortsOfTheDoorAndNoSecret() {
    assertThat(settings(ServiceKind.GATEWAY, "gateway-1"))
        .containsEntry("SOUK_GATEWAY_WEB_PORT", "8080")
        .containsEntry("SOUK_GATEWAY_GRPC_PORT", "8081")
        .doesNotContainKeys("SOUK_DB_PASSWORD", "SOUK_REDIS_PASSWORD");
  }

  @Test
  void of_anyService_isScrapedAtAPortOfItsOwnOnLoopbackThatStays() {
    assertThat(settings(ServiceKind.CART, "cart-1"))
        .containsEntry("OTEL_METRICS_EXPORTER", "prometheus")
        .containsEntry("OTEL_EXPORTER_PROMETHEUS_HOST", "127.0.0.1");
    assertThat(metrics("cart-1")).isEqualTo(metrics("cart-1")).isNotEqualTo(metrics("cart-2"));
    assertThat(settings(ServiceKind.MAIL, "mail")).doesNotContainKey("OTEL_METRICS_EXPORTER");
  }

  private String metrics(String instance) {
    return ServiceEnvironment.metricsAddress(settings(ServiceKind.CART, instance));
  }

  private Map<String, String> settings(ServiceKind kind, String instance) {
    return environment.of(kind, instance);
  }

  private TreeSet<String> names(ServiceKind kind) {
    TreeSet<String> names = new TreeSet<>(settings(kind, "one").keySet());
    names.removeIf(name -> !name.startsWith("SOUK_"));
    return names;
  }
}
