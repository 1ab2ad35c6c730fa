// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.grpc.consul.ConsulAgent;
import souk.grpc.consul.ConsulRegistration;
import souk.grpc.consul.ServiceInstance;
import souk.grpc.resilience.CallPriority;
import souk.grpc.resilience.DeadlineServerInterceptor;
import souk.grpc.resilience.LoadSheddingInterceptor;
import souk.service.telemetry.Telemetry;

/**
 * A running gRPC server of one service: it serves on virtual threads, tells its health, lives in
 * Consul while it serves, and leaves in this order: out of discovery, callers notice, calls in
 * flight end, resources close. Thread-safe.
 */
public final class ServiceServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceServer.class);
  private static final int MAX_MESSAGE_BYTES = 1024 * 1024;
  private static final int MAX_METADATA_BYTES = 8 * 1024;
  private static final int MOST_CHANNELZ_ENTRIES = 100;
  private static final int MOST_ADMIN_CALLS = 16;
  private static final int MAX_STREAMS_PER_CONNECTION = 1_000;
  private static final Duration MAX_CONNECTION_AGE = Duration.ofMinutes(5);
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);
  private static final Duration DEFAULT_STREAM_DEADLINE = Duration.ofMinutes(6);
  private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(1);

  private final ServerConfig config;
  private final Server server;
  private final ExecutorService calls;
  private final HealthStatusManager health;
  private final HealthWatch healthWatch;
  private final @Nullable ConsulRegistration registration;
  private final List<AutoCloseable> whileRegistered;
  private final Runnable whenLeaving;
  private final Runnable beforeDraining;
  private final List<AutoCloseable> resources;
  private final CountDownLatch closed = new CountDownLatch(1);

  private ServiceServer(Builder builder) {
    this.config = builder.config;
    this.whenLeaving = builder.whenLeaving;
    this.beforeDraining = builder.beforeDraining;
    builder.resources.addFirst(builder.telemetry);
    this.resources = List.copyOf(builder.resources).reversed();
    this.calls = Executors.newVirtualThreadPerTaskExecutor();
    this.health = new HealthStatusManager();
    this.server = builder.grpcServer(calls, health);
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          config.instance() + " can't listen on " + config.host() + ":" + config.port(), e);
    }
    ConsulRegistration own = builder.agent == null ? null : register(builder.agent);
    this.registration = own;
    this.healthWatch =
        new HealthWatch(health, builder.storeIsReachable, () -> own == null || own.registered());
    healthWatch.start(HEALTH_INTERVAL);
    if (own != null) {
      builder.telemetry.watched().registration(own::registered);
    }
    this.whileRegistered = builder.whileRegistered.stream().map(Supplier::get).toList();
    log.info("{} serves on {}:{}", config.instance(), config.host(), port());
  }

  private ConsulRegistration register(ConsulAgent agent) {
    ServiceInstance instance =
        ServiceInstance.of(config.service(), config.instance(), config.place().address(), port());
    String zone = config.place().zone();
    return ConsulRegistration.start(
        agent, zone.isEmpty() ? instance : instance.withMeta(Map.of("zone", zone)));
  }

  /**
   * Begins to describe a server.
   *
   * @param domain of {@code ErrorInfo}
   */
  public static Builder newBuilder(String domain, ServerConfig config) {
    return new Builder(domain, config);
  }

  public int port() {
    return server.getPort();
  }

  /** Waits until {@link #close} is done. */
  public void awaitTermination() throws InterruptedException {
    closed.await();
  }

  /** Leaves as described above, within the config's bounds. Idempotent; blocks until done. */
  @Override
  public synchronized void close() {
    if (closed.getCount() == 0) {
      return;
    }
    log.info("{} is leaving", config.instance());
    whenLeaving.run();
    closeAll(whileRegistered);
    if (registration != null) {
      registration.close();
    }
    health.enterTerminalState();
    healthWatch.close();
    try {
      if (registration != null) {
        Thread.sleep(config.drainNotice());
      }
      // No call begins any more; those that would go on for minutes end now.
      server.shutdown();
      endLongCalls();
      if (!server.awaitTermination(config.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{} ends calls that did not end by themselves", config.instance());
        server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    calls.shutdown();
    closeAll(resources);
    log.info("{} has left", config.instance());
    closed.countDown();
  }

  private static void closeAll(List<AutoCloseable> resources) {
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception failure) {
        log.warn("{} did not close", resource.getClass().getSimpleName(), failure);
      }
    }
  }

  private void endLongCalls() {
    try {
      beforeDraining.run();
    } catch (RuntimeException failure) {
      log.warn("{} ends long calls the hard way", config.instance(), failure);
    }
  }

  /** What is served, and what it stands on. Confined to the starting thread. */
  public static final class Builder {
    private final String domain;
    private final ServerConfig config;
    private final List<BindableService> services = new ArrayList<>();
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final List<Supplier<AutoCloseable>> whileRegistered = new ArrayList<>();
    private Function<MethodDescriptor<?, ?>, CallPriority> priorities =
        LoadSheddingInterceptor::byContract;
    private Function<Throwable, Optional<Refusal>> knownFailures = failure -> Optional.empty();
    private BooleanSupplier storeIsReachable = () -> true;
    private Runnable whenLeaving = () -> {};
    private Runnable beforeDraining = () -> {};
    private Telemetry telemetry = Telemetry.off();
    private @Nullable ConsulAgent agent;

    private Builder(String domain, ServerConfig config) {
      this.domain = domain;
      this.config = config;
    }

    public Builder service(BindableService service) {
      services.add(service);
      return this;
    }

    /** The check of this service's own store, asked every second; while false, not serving. */
    public Builder store(BooleanSupplier isReachable) {
      storeIsReachable = isReachable;
      return this;
    }

    /** How failures of the service's own libraries are answered; see {@link StatusMapper}. */
    public Builder knownFailures(Function<Throwable, Optional<Refusal>> mapper) {
      knownFailures = mapper;
      return this;
    }

    /** Who is served when there is too much to do; by default what changes something first. */
    public Builder priorities(Function<MethodDescriptor<?, ?>, CallPriority> ofMethods) {
      priorities = ofMethods;
      return this;
    }

    /** Where the server registers; without, it is reached by address. */
    public Builder discovery(ConsulAgent consul) {
      agent = consul;
      return this;
    }

    /** Comes first of all when the server leaves, while it still serves; must not fail or block. */
    public Builder whenLeaving(Runnable action) {
      whenLeaving = action;
      return this;
    }

    /** What the server tells of itself; closed after all else. */
    public Builder telemetry(Telemetry tells) {
      telemetry = tells;
      return this;
    }

    /** Ends calls that would go on for long, once callers have noticed that this server leaves. */
    public Builder beforeDraining(Runnable action) {
      beforeDraining = action;
      return this;
    }

    /**
     * What stands on the instance's registration: started when that was, closed before it ends.
     * Closing it may block for seconds.
     */
    public Builder whileRegistered(Supplier<AutoCloseable> start) {
      whileRegistered.add(start);
      return this;
    }

    /** What is closed after the server has drained; what was added last closes first. */
    public Builder closeAfterwards(AutoCloseable resource) {
      resources.add(resource);
      return this;
    }

    /**
     * Starts to serve, then registers.
     *
     * @throws UncheckedIOException when the port can't be had
     */
    public ServiceServer start() {
      return new ServiceServer(this);
    }

    private Server grpcServer(ExecutorService calls, HealthStatusManager health) {
      StatusMapper mapper = new StatusMapper(domain, knownFailures, new SecureRandom());
      NettyServerBuilder server =
          NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), config.port()))
              // Refusals must not wait for a thread; what is let in goes on in one of its own.
              .directExecutor()
              .maxInboundMessageSize(MAX_MESSAGE_BYTES)
              .maxInboundMetadataSize(MAX_METADATA_BYTES)
              .maxConcurrentCallsPerConnection(MAX_STREAMS_PER_CONNECTION)
              .maxConnectionAge(MAX_CONNECTION_AGE.toSeconds(), TimeUnit.SECONDS)
              // A stream may end by itself on the connection that it began on.
              .maxConnectionAgeGrace(DEFAULT_STREAM_DEADLINE.toSeconds(), TimeUnit.SECONDS)
              .permitKeepAliveTime(10, TimeUnit.SECONDS)
              .permitKeepAliveWithoutCalls(true)
              // The checks are not counted among the calls: a busy instance is not an ill one.
              .addService(health.getHealthService());
      LoadSheddingInterceptor shedding =
          new LoadSheddingInterceptor(config.maxCalls(), domain, priorities, calls);
      if (!services.isEmpty()) {
        // A server without any has its door elsewhere, as the gateway has.
        telemetry.watched().shedding(shedding);
      }
      telemetry.measure(server);
      // The first named is the innermost.
      List<ServerInterceptor> outermostLast = new ArrayList<>();
      outermostLast.add(new DeadlineServerInterceptor(DEFAULT_DEADLINE, DEFAULT_STREAM_DEADLINE));
      outermostLast.add(new StatusServerInterceptor(mapper));
      outermostLast.addAll(telemetry.tracing(true));
      outermostLast.add(shedding);
      for (BindableService service : services) {
        server.addService(ServerInterceptors.intercept(service, outermostLast));
      }
      if (config.admin()) {
        // Channelz waits for other connections' threads, so it may not keep one of them.
        LoadSheddingInterceptor ownThreads =
            new LoadSheddingInterceptor(
                MOST_ADMIN_CALLS, domain, LoadSheddingInterceptor::byContract, calls);
        server.addService(
            ServerInterceptors.intercept(
                ChannelzService.newInstance(MOST_CHANNELZ_ENTRIES), ownThreads));
        server.addService(
            ServerInterceptors.intercept(
                new BreakersService(telemetry.watched().targets()),
                new StatusServerInterceptor(mapper),
                ownThreads));
      }
      if (config.reflection()) {
        server.addService(ProtoReflectionServiceV1.newInstance());
      }
      return server.build();
    }
  }
}
