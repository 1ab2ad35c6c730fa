// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.grpc.consul.ServiceHealth.Instance;
import souk.grpc.consul.testing.RealConsul;

class ConsulRegistrationTest {
  @RegisterExtension static final RealConsul consul = new RealConsul();

  private final ConsulAgent agent = ConsulAgent.fromEnvironment(consul.environment());
  private NamedServer server;
  private ServiceInstance instance;

  @BeforeEach
  void serve() throws IOException {
    server = new NamedServer("stall-1");
    instance = server.instanceOf("stall");
  }

  @AfterEach
  void close() throws ConsulException {
    server.close();
    agent.deregister("stall-1");
  }

  @Test
  void start_healthyServer_passesWithAllThatWasTold() {
    ServiceInstance told = instance.withTags(List.of("canary")).withMeta(Map.of("region", "eu"));
    try (var registration = ConsulRegistration.start(agent, told)) {
      await().until(this::passes);
      assertThat(registration.registered()).isTrue();
      Instance seen = seen().getFirst();
      assertThat(seen.id()).isEqualTo("stall-1");
      assertThat(seen.address()).isEqualTo("127.0.0.1");
      assertThat(seen.port()).isEqualTo(instance.port());
      assertThat(seen.tags()).containsExactly("canary");
      assertThat(seen.meta()).containsEntry("region", "eu");
    }
  }

  @Test
  void start_ttlCheck_isAsItSaysOfItself() {
    AtomicBoolean healthy = new AtomicBoolean(true);
    TtlCheck check = TtlCheck.of(healthy::get, Duration.ofSeconds(1));
    try (var registration = ConsulRegistration.start(agent, instance.withCheck(check))) {
      // Nobody calls it.
      server.close();
      await().until(this::passes);
      await().during(Duration.ofSeconds(3)).atMost(6, SECONDS).until(this::passes);
      healthy.set(false);
      await().atMost(2, SECONDS).until(() -> !passes());
      healthy.set(true);
      await().atMost(2, SECONDS).until(this::passes);
      assertThat(registration.registered()).isTrue();
    }
  }

  @Test
  void upkeep_ttlCheckAndConsulLostItsData_registersAndFeedsAgain() {
    TtlCheck check = TtlCheck.of(() -> true, Duration.ofSeconds(1));
    try (var registration = ConsulRegistration.start(agent, instance.withCheck(check))) {
      await().until(() -> registration.registered() && passes());
      consul.kill();
      consul.loseData();
      consul.start();
      await().atMost(4, SECONDS).until(this::passes);
    }
  }

  @Test
  void start_ttlCheckThatFallsSilent_failsWhenItsTimeIsOver() {
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean silent = new AtomicBoolean();
    TtlCheck check = TtlCheck.of(() -> !silent.get() || awaited(end), Duration.ofSeconds(1));
    try (var registration = ConsulRegistration.start(agent, instance.withCheck(check))) {
      await().until(() -> registration.registered() && passes());
      silent.set(true);
      await().atMost(4, SECONDS).until(() -> !passes());
      end.countDown();
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(10, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void start_sameIdElsewhere_replacesTheOld() throws ConsulException {
    agent.register(ServiceInstance.of("stall", "stall-1", "127.0.0.1", 1));
    try (var registration = ConsulRegistration.start(agent, instance)) {
      await().until(registration::registered);
      await().untilAsserted(() -> assertThat(seen()).hasSize(1));
      assertThat(seen().getFirst().port()).isEqualTo(instance.port());
    }
  }

  @Test
  void start_consulAway_registersWhenItComes() {
    consul.kill();
    try (var registration = ConsulRegistration.start(agent, instance)) {
      assertThat(registration.registered()).isFalse();
      consul.start();
      await().atMost(5, SECONDS).until(this::passes);
    }
  }

  @Test
  void upkeep_consulLostItsData_registersAgain() {
    try (var registration = ConsulRegistration.start(agent, instance)) {
      await().until(registration::registered);
      consul.kill();
      consul.loseData();
      consul.start();
      await().atMost(3, SECONDS).untilAsserted(() -> assertThat(seen()).hasSize(1));
    }
  }

  @Test
  void upkeep_deregisteredByAnother_registersAgain() throws ConsulException {
    try (var registration = ConsulRegistration.start(agent, instance)) {
      await().until(() -> registration.registered() && passes());
      String first = createIndex();
      agent.deregister("stall-1");
      // It may be back before anybody could see that it was gone; but then as a new entry.
      await()
          .atMost(2, SECONDS)
          .untilAsserted(() -> assertThat(createIndex()).isNotEmpty().isNotEqualTo(first));
    }
  }

  @Test
  void close_registered_isGoneAndStaysSo() {
    var registration = ConsulRegistration.start(agent, instance);
    await().until(this::passes);
    registration.close();
    await().during(Duration.ofMillis(500)).until(() -> seen().isEmpty());
    assertThat(registration.registered()).isFalse();
    assertThat(registration.deregister(Duration.ofSeconds(1))).isTrue();
  }

  @Test
  void close_rightAfterStart_leavesNothing() {
    for (int i = 0; i < 5; i++) {
      ConsulRegistration.start(agent, instance).close();
      assertThat(seen()).isEmpty();
    }
  }

  @Test
  void deregister_consulGone_returnsFalseAtOnce() {
    var registration = ConsulRegistration.start(agent, instance);
    await().until(registration::registered);
    consul.kill();
    try {
      assertThat(registration.deregister(Duration.ofSeconds(3))).isFalse();
    } finally {
      consul.start();
    }
    assertThat(registration.deregister(Duration.ofSeconds(3))).isTrue();
  }

  @Test
  void deregister_consulHangs_returnsFalseInTime() {
    var registration = ConsulRegistration.start(agent, instance);
    await().until(registration::registered);
    consul.pause();
    try {
      long startNanos = System.nanoTime();
      assertThat(registration.deregister(Duration.ofSeconds(1))).isFalse();
      assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
          .isLessThan(Duration.ofSeconds(2));
    } finally {
      consul.resume();
    }
  }

  /** Consul's mark of when the entry was made; empty when there is none. */
  private static String createIndex() {
    Matcher found =
        Pattern.compile("\"CreateIndex\":(\\d+)").matcher(consul.get("/v1/catalog/service/stall"));
    return found.find() ? found.group(1) : "";
  }

  private boolean passes() {
    return seen().stream().anyMatch(Instance::passing);
  }

  private List<Instance> seen() {
    try {
      return agent.health("stall", BlockingIndex.NONE, Duration.ofSeconds(1)).instances();
    } catch (ConsulException e) {
      throw new IllegalStateException(e);
    }
  }
}
