// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.grpc.consul.FakeConsul.Answer;

class ConsulRegistrationFaultsTest {
  private static final Answer DONE = new Answer(200, "", "");

  private final ServiceInstance instance = ServiceInstance.of("stall", "stall-1", "127.0.0.1", 7);
  private FakeConsul consul;

  @BeforeEach
  void open() throws IOException {
    consul = new FakeConsul();
  }

  @AfterEach
  void close() {
    consul.close();
  }

  @Test
  void start_refusedAtFirst_triesUntilItWorks() {
    consul.answers(Answer.error(403), Answer.error(500), DONE);
    var registration = ConsulRegistration.start(consul.agent(), instance);
    await().until(registration::registered);
    deregister(registration);
    assertThat(registration.registered()).isFalse();
  }

  @Test
  void upkeep_garbage_doesNotRegisterAgain() {
    consul.answers(
        DONE, new Answer(200, "", "[]"), new Answer(200, "", "{\"ContentHash\": \"5\"}"));
    var registration = ConsulRegistration.start(consul.agent(), instance);
    await().until(() -> consul.requests().size() == 4);
    assertThat(consul.requests().stream().map(URI::getPath))
        .containsOnlyOnce("/v1/agent/service/register");
    assertThat(consul.requests().getLast()).hasParameter("hash", "5");
    deregister(registration);
  }

  // Else the registration could arrive last, and leave an instance that nobody keeps.
  @Test
  void deregister_whileRegistering_waitsForItsEnd() {
    ConsulAgent patient = consul.agent(Duration.ofMinutes(1));
    var registration = ConsulRegistration.start(patient, instance);
    await().until(() -> consul.requests().size() == 1);
    var confirmed = inBackground(registration);
    await().during(Duration.ofMillis(300)).until(() -> consul.requests().size() == 1);
    consul.answers(DONE, DONE);
    assertThat(confirmed).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
    assertThat(consul.requests().getLast()).hasPath("/v1/agent/service/deregister/stall-1");
  }

  // Answers only when the request is there, so that none before it takes the answer.
  private void deregister(ConsulRegistration registration) {
    var confirmed = inBackground(registration);
    await().until(() -> consul.requests().getLast().getPath().endsWith("/deregister/stall-1"));
    consul.answers(DONE);
    assertThat(confirmed).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
  }

  private static CompletableFuture<Boolean> inBackground(ConsulRegistration registration) {
    return CompletableFuture.supplyAsync(() -> registration.deregister(Duration.ofSeconds(5)));
  }
}
