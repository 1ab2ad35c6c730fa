// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.util.HashMap;
import java.util.Map;

/**
 * The settings that each service is given: the only way in which addresses and secrets reach it.
 */
final class ServiceEnvironment {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String METRICS_PORT = "OTEL_EXPORTER_PROMETHEUS_PORT";

  private final ShopHome home;
  private final Secrets secrets;
  private final Postgres postgres;
  private final Redis redis;
  private final String consulAddress;
  private final FrontDoor door;
  private final FixedPorts ports;
  private final ShopPlan plan;

  ServiceEnvironment(
      ShopHome home,
      Secrets secrets,
      Postgres postgres,
      Redis redis,
      String consulAddress,
      FrontDoor door,
      FixedPorts ports,
      ShopPlan plan) {
    this.home = home;
    this.secrets = secrets;
    this.postgres = postgres;
    this.redis = redis;
    this.consulAddress = consulAddress;
    this.door = door;
    this.ports = ports;
    this.plan = plan;
  }

  Map<String, String> of(ServiceKind kind, String instance) {
    Map<String, String> environment = new HashMap<>(Programs.environment());
    environment.put("SOUK_INSTANCE", instance);
    environment.put("SOUK_HOST", LOOPBACK);
    environment.put("SOUK_PORT", "0");
    environment.put("CONSUL_HTTP_ADDR", consulAddress);
    environment.put("CLASSPATH", plan.classPath(home, kind));
    if (kind.hasDatabase()) {
      environment.put("SOUK_DB_URL", postgres.url(kind.service()));
      environment.put("SOUK_DB_USER", kind.service());
      environment.put("SOUK_DB_PASSWORD", postgres.password(kind.service()));
    }
    environment.putAll(own(kind));
    if (kind.isMeasured()) {
      environment.putAll(Programs.telemetry());
      environment.putAll(metrics(instance));
      environment.put("SOUK_ADMIN", "true");
    }
    environment.putAll(plan.settings(kind));
    return Map.copyOf(environment);
  }

  /** Each tells its metrics on loopback; whoever wants more says so by {@code OTEL_*} variables. */
  private Map<String, String> metrics(String instance) {
    return Map.of(
        "OTEL_METRICS_EXPORTER",
        "prometheus",
        "OTEL_EXPORTER_PROMETHEUS_HOST",
        LOOPBACK,
        METRICS_PORT,
        Integer.toString(ports.metricsOf(instance)));
  }

  /** Where an instance with this environment tells its metrics, host:port; "-" for nowhere. */
  static String metricsAddress(Map<String, String> environment) {
    String port = environment.get(METRICS_PORT);
    return port == null ? "-" : LOOPBACK + ":" + port;
  }

  private Map<String, String> own(ServiceKind kind) {
    return switch (kind) {
      case GATEWAY ->
          Map.of(
              "SOUK_GATEWAY_WEB_PORT", Integer.toString(door.webPort()),
              "SOUK_GATEWAY_GRPC_PORT", Integer.toString(door.grpcPort()));
      case CART ->
          Map.of(
              "SOUK_REDIS_URI", redis.uri(),
              "SOUK_REDIS_PASSWORD", redis.password(),
              "SOUK_CART_ID_SECRET", secrets.base64("cart-id"));
      case ORDER ->
          Map.of(
              "SOUK_ORDER_HASH_SECRET",
              secrets.base64("order-hash"),
              "SOUK_ORDER_SMTP_ADDRESS",
              LOOPBACK + ":" + port(ServiceKind.MAIL),
              "SOUK_ORDER_MAIL_FROM",
              "orders@souk.example");
      case PAYMENT -> Map.of("SOUK_ACQUIRER_ADDRESS", LOOPBACK + ":" + port(ServiceKind.ACQUIRER));
      case ACQUIRER -> Map.of("SOUK_PORT", port(ServiceKind.ACQUIRER));
      case MAIL ->
          Map.of("SOUK_PORT", port(ServiceKind.MAIL), "SOUK_MAILS", home.mails().toString());
      case CATALOG, INVENTORY -> Map.of();
    };
  }

  private String port(ServiceKind outside) {
    return Integer.toString(ports.of(outside.service()));
  }
}
