// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says by grpc's health protocol whether this instance can work: itself and its own store, never
 * its neighbours, since a service that calls itself ill when another is away takes the whole shop
 * down with it.
 *
 * <table>
 * <caption>What is asked for by which name</caption>
 * <tr><td>(none)</td><td>whether it can work now; Consul asks this, and who decides about traffic</td></tr>
 * <tr><td>{@code started}</td><td>whether it was registered once: then whoever it replaces may go</td></tr>
 * <tr><td>{@code live}</td><td>whether it answers at all: if not, only a restart helps</td></tr>
 * </table>
 */
final class HealthWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthWatch.class);

  /** What {@code grpc.health.v1.Health} is asked for, besides the whole server. */
  static final String STARTED = "started";

  static final String LIVE = "live";

  private final HealthStatusManager health;
  private final BooleanSupplier storeIsReachable;
  private final BooleanSupplier isRegistered;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("health-watch").daemon().factory());
  private boolean serving = true;
  private boolean started;

  /**
   * @param isRegistered whether discovery took this instance
   */
  HealthWatch(
      HealthStatusManager health, BooleanSupplier storeIsReachable, BooleanSupplier isRegistered) {
    this.health = health;
    this.storeIsReachable = storeIsReachable;
    this.isRegistered = isRegistered;
    health.setStatus(LIVE, ServingStatus.SERVING);
    health.setStatus(STARTED, ServingStatus.NOT_SERVING);
  }

  void start(Duration interval) {
    // check() catches all that it may meet, so that the future never fails.
    var unused =
        scheduler.scheduleWithFixedDelay(
            this::check, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void check() {
    if (!started && isRegistered.getAsBoolean()) {
      started = true;
      health.setStatus(STARTED, ServingStatus.SERVING);
    }
    boolean reachable;
    try {
      reachable = storeIsReachable.getAsBoolean();
    } catch (RuntimeException failure) {
      log.warn("the store's check failed", failure);
      reachable = false;
    }
    if (reachable != serving) {
      serving = reachable;
      log.warn(reachable ? "the store is back: serving" : "the store is away: not serving");
      health.setStatus(
          HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
          reachable ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
