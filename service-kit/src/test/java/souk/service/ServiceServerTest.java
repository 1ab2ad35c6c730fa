// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.grpc.consul.ConsulAgent;
import souk.grpc.consul.testing.RealConsul;
import souk.service.telemetry.Telemetry;

/** Real servers in a real Consul, called over the channels that services use. */
class ServiceServerTest {
  @RegisterExtension static final RealConsul consul = new RealConsul();

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ConsulAgent agent = ConsulAgent.fromEnvironment(consul.environment());

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : opened.reversed()) {
      resource.close();
    }
  }

  @Test
  void start_thenClose_isFoundThroughConsulAndThenGone() {
    ServiceServer server = start("greeter-1", () -> true);
    awaitPassing("greeter-1", true);

    server.close();

    assertThat(consul.get("/v1/health/service/greeter")).doesNotContain("greeter-1");
  }

  @Test
  void close_whileCallsGoOn_noneOfThemFails() {
    ServiceServer leaving = start("greeter-1", () -> true);
    start("greeter-2", () -> true);
    awaitPassing("greeter-1", true);
    awaitPassing("greeter-2", true);
    HealthGrpc.HealthBlockingStub stub = HealthGrpc.newBlockingStub(channel());
    CountDownLatch begun = new CountDownLatch(50);
    AtomicBoolean enough = new AtomicBoolean();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    Thread caller =
        Thread.startVirtualThread(
            () -> {
              while (!enough.get()) {
                try {
                  HealthCheckResponse unused = stub.check(HealthCheckRequest.getDefaultInstance());
                } catch (RuntimeException failure) {
                  failures.add(failure);
                }
                begun.countDown();
              }
            });
    Awaitility.await().until(() -> begun.getCount() == 0);

    leaving.close();

    enough.set(true);
    Awaitility.await().until(() -> !caller.isAlive());
    assertThat(failures).isEmpty();
  }

  @Test
  void storeAway_isSeenInConsulAndRecovers() {
    AtomicBoolean reachable = new AtomicBoolean(true);
    start("greeter-3", reachable::get);
    awaitPassing("greeter-3", true);

    reachable.set(false);
    awaitPassing("greeter-3", false);

    reachable.set(true);
    awaitPassing("greeter-3", true);
  }

  @Test
  void health_whileItStartsWorksAndHasLostItsStore_eachNameSaysItsOwn() {
    AtomicBoolean reachable = new AtomicBoolean(true);
    ServiceServer server = start("greeter-4", reachable::get);

    awaitHealth(server, HealthWatch.STARTED, true);
    assertThat(consul.get("/v1/agent/services")).contains("greeter-4");
    awaitHealth(server, "", true);
    awaitHealth(server, HealthWatch.LIVE, true);

    reachable.set(false);
    awaitHealth(server, "", false);
    assertThat(isServing(server, HealthWatch.LIVE)).isTrue();
    assertThat(isServing(server, HealthWatch.STARTED)).isTrue();
  }

  @Test
  void health_ofAServerThatConsulDoesNotKnow_hasNotStarted() {
    ServerConfig config = config("greeter-5");
    ConsulAgent away = ConsulAgent.fromEnvironment(Map.of("CONSUL_HTTP_ADDR", "127.0.0.1:1"));
    ServiceServer server = ServiceServer.newBuilder("test", config).discovery(away).start();
    opened.add(server);

    awaitHealth(server, HealthWatch.LIVE, true);
    Awaitility.await()
        .during(Duration.ofMillis(1_500))
        .until(() -> !isServing(server, HealthWatch.STARTED));
  }

  @Test
  void zoneAndAddress_areToldToConsul() {
    Map<String, String> settings =
        Map.of(
            "SOUK_INSTANCE", "greeter-6",
            "SOUK_HOST", "0.0.0.0",
            "SOUK_ADDRESS", "127.0.0.2",
            "SOUK_ZONE", "north");
    ServerConfig config = ServerConfig.from("greeter", new Settings(settings));
    opened.add(ServiceServer.newBuilder("test", config).discovery(agent).start());

    awaitPassing("greeter-6", true);
    assertThat(consul.get("/v1/health/service/greeter?passing"))
        .contains("127.0.0.2")
        .contains("\"zone\":\"north\"");
  }

  private void awaitHealth(ServiceServer server, String name, boolean serving) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> isServing(server, name) == serving);
  }

  private boolean isServing(ServiceServer server, String name) {
    ServiceChannels channels = new ServiceChannels("test", agent, Telemetry.off());
    try (channels) {
      Channel channel =
          channels.toAddress("greeter", "127.0.0.1:" + server.port(), Duration.ofSeconds(5));
      return HealthGrpc.newBlockingStub(channel)
              .check(HealthCheckRequest.newBuilder().setService(name).build())
              .getStatus()
          == HealthCheckResponse.ServingStatus.SERVING;
    }
  }

  private ServiceServer start(String instance, BooleanSupplier store) {
    ServiceServer server =
        ServiceServer.newBuilder("test", config(instance)).discovery(agent).store(store).start();
    opened.add(server);
    return server;
  }

  private static ServerConfig config(String instance) {
    return ServerConfig.from("greeter", new Settings(Map.of("SOUK_INSTANCE", instance)));
  }

  private Channel channel() {
    ServiceChannels channels = new ServiceChannels("test", agent, Telemetry.off());
    opened.add(channels);
    return channels.toService("greeter", Duration.ofSeconds(5));
  }

  private static void awaitPassing(String instance, boolean passing) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                consul.get("/v1/health/service/greeter?passing").contains("\"" + instance + "\"")
                    == passing);
  }
}
