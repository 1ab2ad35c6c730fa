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
 */
final class HealthWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthWatch.class);

  private final HealthStatusManager health;
  private final BooleanSupplier storeIsReachable;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("health-watch").daemon().factory());
  private boolean serving = true;

  HealthWatch(HealthStatusManager health, BooleanSupplier storeIsReachable) {
    this.health = health;
    this.storeIsReachable = storeIsReachable;
  }

  void start(Duration interval) {
    // check() catches all that it may meet, so that the future never fails.
    var unused =
        scheduler.scheduleWithFixedDelay(
            this::check, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void check() {
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
