// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptor;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import souk.grpc.resilience.CallPriority;
import souk.grpc.resilience.DeadlineServerInterceptor;
import souk.grpc.resilience.LoadSheddingInterceptor;
import souk.service.ServerConfig;
import souk.service.StatusMapper;
import souk.service.StatusServerInterceptor;
import souk.service.telemetry.Telemetry;

/**
 * Both public ports over one service object, behind the same interceptors, outermost first: status,
 * rate, budget, shedding, streams. Thread-safe.
 */
final class Fronts implements AutoCloseable {
  private static final int MAX_STREAMS = 512;
  private static final int MAX_PICTURES = 64;

  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService blocking =
      Executors.newScheduledThreadPool(
          MAX_STREAMS + MAX_PICTURES, Thread.ofVirtual().name("web-", 0).factory());
  private final ScheduledExecutorService timer = timer();
  private final HealthStatusManager health = new HealthStatusManager();
  private final GrpcFront grpc;
  private final WebFront web;

  Fronts(
      String domain,
      ServerConfig server,
      GatewayConfig config,
      BindableService shop,
      Channel orders,
      Telemetry telemetry) {
    StatusMapper mapper = new StatusMapper(domain, failure -> Optional.empty(), new SecureRandom());
    ClientRates rates = rates(config);
    StreamLimit streams = new StreamLimit(MAX_STREAMS);
    StatusServerInterceptor status = new StatusServerInterceptor(mapper);
    LoadSheddingInterceptor shedding =
        new LoadSheddingInterceptor(server.maxCalls(), domain, Fronts::priorityOf, calls);
    telemetry.watched().shedding(shedding);
    // From the shedding on inwards in a thread of its own, and what is thrown there ends there.
    List<ServerInterceptor> outermostLast =
        new ArrayList<>(
            List.of(
                // A budget may end while its call waits for a thread.
                new DeadlineServerInterceptor(config.changeBudget(), RequestBudget.STREAM),
                streams,
                status));
    outermostLast.addAll(telemetry.tracing(config.trustTraceparent()));
    outermostLast.addAll(
        List.of(
            shedding,
            new RequestBudget(config.readBudget(), config.changeBudget(), timer),
            rates,
            status));
    outermostLast.addAll(telemetry.serverCalls());
    List<BindableService> plain = new ArrayList<>(List.of(health.getHealthService()));
    if (server.reflection()) {
      plain.add(ProtoReflectionServiceV1.newInstance());
    }
    JsonErrors errors = new JsonErrors(mapper);
    this.grpc =
        new GrpcFront(
            new InetSocketAddress(server.host(), config.grpcPort()),
            shop,
            outermostLast,
            plain,
            server.drainTimeout());
    this.web =
        new WebFront(
            new InetSocketAddress(server.host(), config.webPort()),
            blocking,
            shop,
            outermostLast,
            plain,
            new OrderEvents(orders, rates, streams, errors, timer),
            rates(config),
            errors,
            server.drainTimeout());
  }

  /** Who buys comes before who fills a cart or waits for an order, and these before who looks. */
  static CallPriority priorityOf(MethodDescriptor<?, ?> method) {
    return switch (String.valueOf(method.getBareMethodName())) {
      case "Checkout", "CancelOrder" -> CallPriority.HIGH;
      case "GetProduct", "ListProducts", "SearchProducts" -> CallPriority.LOW;
      default -> CallPriority.NORMAL;
    };
  }

  private static ClientRates rates(GatewayConfig config) {
    return new ClientRates(
        config.requestsPerSecond(), config.limitLoopback(), config.trustedProxies());
  }

  int grpcPort() {
    return grpc.port();
  }

  int webPort() {
    return web.port();
  }

  /** For deadlines, nearly all of which are cancelled long before their time: it forgets those. */
  static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("request-budget").daemon().factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Serves on, and lets callers know that they should connect elsewhere. */
  void leave() {
    health.enterTerminalState();
    web.leave();
  }

  /** Ends both ports, the calls in flight first. */
  @Override
  public void close() {
    health.enterTerminalState();
    web.close();
    grpc.close();
    calls.shutdownNow();
    blocking.shutdownNow();
    timer.shutdownNow();
  }
}
