// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import com.zaxxer.hikari.HikariDataSource;
import io.opentelemetry.api.metrics.Meter;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import souk.grpc.consul.ConsulNameResolverProvider;
import souk.grpc.resilience.ClientResilience;
import souk.grpc.resilience.LoadSheddingInterceptor;

/** The parts of a process whose state is read whenever somebody asks. Thread-safe. */
public final class Watched {
  private final Meter meter;
  private final ClientMetrics clients;

  Watched(Meter meter) {
    this.meter = meter;
    this.clients = new ClientMetrics(meter);
  }

  /** Breakers, bulkhead and retries before a target: {@code souk.client.*}. */
  public void target(ClientResilience resilience) {
    clients.add(resilience);
  }

  /** All targets; grows with them. */
  public Collection<ClientResilience> targets() {
    return clients.targets();
  }

  /** What a server lets in: {@code souk.server.*}. Once for each process. */
  public void shedding(LoadSheddingInterceptor shedding) {
    ServerMetrics.show(meter, shedding);
  }

  /** The watches of services: {@code souk.consul.watch.*}. Once for each process. */
  public void discovery(ConsulNameResolverProvider provider) {
    ConsulMetrics.showWatches(meter, provider);
  }

  /** Whether Consul knows this process: {@code souk.consul.registered}. */
  public void registration(BooleanSupplier isRegistered) {
    ConsulMetrics.showRegistration(meter, isRegistered);
  }

  /**
   * Whether this process leads: {@code souk.leader}.
   *
   * @param election its name; one of few
   */
  public void election(String election, BooleanSupplier isLeader) {
    ConsulMetrics.showElection(meter, election, isLeader);
  }

  /**
   * A pool of database connections: {@code db.client.connection.*}. Once for each process.
   *
   * @param queued how many wait until they may ask the pool
   */
  public void pool(HikariDataSource pool, IntSupplier queued) {
    PoolMetrics.show(meter, pool, queued);
  }
}
