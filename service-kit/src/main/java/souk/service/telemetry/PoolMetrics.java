// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A pool of connections, by OpenTelemetry's conventions for databases. */
final class PoolMetrics {
  private static final AttributeKey<String> STATE =
      AttributeKey.stringKey("db.client.connection.state");

  private PoolMetrics() {}

  static void show(Meter meter, HikariDataSource pool, IntSupplier queued) {
    meter
        .upDownCounterBuilder("db.client.connection.count")
        .setUnit("{connection}")
        .setDescription("Connections by state")
        .buildWithCallback(
            now -> {
              now.record(
                  read(pool, HikariPoolMXBean::getIdleConnections), Attributes.of(STATE, "idle"));
              now.record(
                  read(pool, HikariPoolMXBean::getActiveConnections), Attributes.of(STATE, "used"));
            });
    meter
        .upDownCounterBuilder("db.client.connection.max")
        .setUnit("{connection}")
        .setDescription("The most connections that are open at once")
        .buildWithCallback(now -> now.record(pool.getMaximumPoolSize()));
    meter
        .upDownCounterBuilder("db.client.connection.pending_requests")
        .setUnit("{request}")
        .setDescription("Who waits for a connection now")
        .buildWithCallback(
            now ->
                now.record(
                    queued.getAsInt()
                        + (long) read(pool, HikariPoolMXBean::getThreadsAwaitingConnection)));
  }

  private static int read(HikariDataSource pool, ToIntFunction<HikariPoolMXBean> value) {
    @Nullable HikariPoolMXBean bean = pool.getHikariPoolMXBean();
    return bean == null ? 0 : value.applyAsInt(bean);
  }
}
