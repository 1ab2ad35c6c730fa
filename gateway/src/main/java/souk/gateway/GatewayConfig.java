// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import java.time.Duration;
import souk.service.Settings;

/**
 * What the gateway is told.
 *
 * @param grpcPort the public port for gRPC, shared with other gateways of the machine
 * @param webPort the public port for JSON, gRPC-Web and pages, shared likewise
 * @param readBudget for a read whose caller sets no deadline
 * @param changeBudget for a change whose caller sets no deadline
 * @param stockDeadline how long a product waits for its stock; after that it is UNKNOWN
 * @param near how long what the catalogue told is given without asking again, and how long when it
 *     can't be asked
 * @param priceDeadline how long a cart waits for its prices; after that it has none
 * @param requestsPerSecond of one client address
 * @param limitLoopback whether clients on this machine are limited too
 * @param trustedProxies whose X-Forwarded-For is believed
 * @param trustTraceparent whether a request is a part of its caller's trace, if the caller says so
 */
record GatewayConfig(
    int grpcPort,
    int webPort,
    Duration readBudget,
    Duration changeBudget,
    Duration stockDeadline,
    NearCache.Limits near,
    Duration priceDeadline,
    int requestsPerSecond,
    boolean limitLoopback,
    TrustedProxies trustedProxies,
    boolean trustTraceparent) {

  private static final String TRUSTED_PROXIES = "SOUK_GATEWAY_TRUSTED_PROXIES";

  /** In the heap they take some three times as much. */
  private static final long NEAR_BYTES = 2 * 1024 * 1024;

  static GatewayConfig from(Settings settings) {
    return new GatewayConfig(
        settings.number("SOUK_GATEWAY_GRPC_PORT", 8081, 0, 65_535),
        settings.number("SOUK_GATEWAY_WEB_PORT", 8080, 0, 65_535),
        settings.duration("SOUK_GATEWAY_READ_BUDGET", Duration.ofSeconds(2)),
        settings.duration("SOUK_GATEWAY_CHANGE_BUDGET", Duration.ofSeconds(5)),
        settings.duration("SOUK_GATEWAY_STOCK_DEADLINE", Duration.ofMillis(500)),
        new NearCache.Limits(
            settings.duration("SOUK_GATEWAY_CATALOG_FRESH", Duration.ofSeconds(5)),
            settings.duration("SOUK_GATEWAY_CATALOG_KEPT", Duration.ofHours(1)),
            NEAR_BYTES),
        settings.duration("SOUK_GATEWAY_PRICE_DEADLINE", Duration.ofSeconds(1)),
        settings.number("SOUK_GATEWAY_REQUESTS_PER_SECOND", 100, 1, 1_000_000),
        settings.flag("SOUK_GATEWAY_LIMIT_LOOPBACK", false),
        TrustedProxies.parse(TRUSTED_PROXIES, settings.text(TRUSTED_PROXIES, "none")),
        settings.flag("SOUK_GATEWAY_TRUST_TRACEPARENT", false));
  }
}
