// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.grpc.consul.FakeConsul.Answer;
import souk.grpc.consul.testing.RealConsul;

/** An instance whose own agent is gone goes to another, and leaves nothing behind. */
class AgentGoneTest {
  private static final Answer DONE = new Answer(200, "", "");
  private static final Duration SOON = Duration.ofMillis(500);

  @RegisterExtension static final RealConsul own = new RealConsul();
  @RegisterExtension static final RealConsul other = new RealConsul();

  @Test
  void upkeep_ownAgentGone_movesToTheOtherAndTheFirstForgetsIt() throws IOException {
    ConsulAgent agent = ConsulAgent.fromEnvironment(own.environment());
    List<ConsulAgent> agents = List.of(agent, agent.at(other.address()));
    try (var server = new NamedServer("stall-1")) {
      var registration = ConsulRegistration.start(agents, server.instanceOf("stall"), SOON);
      await().until(() -> knows(own));
      assertThat(knows(other)).isFalse();

      own.kill();
      await().atMost(Duration.ofSeconds(5)).until(() -> knows(other));
      // It comes back with its data, in which the instance still is.
      own.start();

      await().until(() -> !knows(own));
      assertThat(registration.registered()).isTrue();
      assertThat(knows(other)).isTrue();
      assertThat(registration.deregister(Duration.ofSeconds(3))).isTrue();
      assertThat(knows(other)).isFalse();
    }
  }

  @Test
  void start_ownAgentHangs_registersWithTheOther() throws IOException {
    try (var hung = new FakeConsul();
        var well = new FakeConsul()) {
      hung.answers(Answer.HANG);
      well.answers(DONE);
      var registration = start(hung, well, SOON);

      await().until(registration::registered);

      assertThat(well.requests().getFirst()).hasPath("/v1/agent/service/register");
      registration.deregister(Duration.ofMillis(1));
    }
  }

  @Test
  void start_ownAgentRefuses_staysWithIt() throws IOException {
    try (var refusing = new FakeConsul();
        var well = new FakeConsul()) {
      refusing.answers(Answer.error(403), Answer.error(500), DONE);
      var registration = start(refusing, well, Duration.ZERO);

      await().until(registration::registered);

      assertThat(well.requests()).isEmpty();
      registration.deregister(Duration.ofMillis(1));
    }
  }

  @Test
  void silent_forLessOrInBetweenAnswered_staysElseGoesRound() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);
    ConsulAgent one = ConsulAgent.fromEnvironment(Map.of("CONSUL_HTTP_ADDR", "127.0.0.1:1"));
    ConsulAgent two = one.at("127.0.0.1:2");
    var turns = new AgentsInTurn(List.of(one, two), "x", Duration.ofSeconds(5), now::get);
    now.addAndGet(Duration.ofMillis(4_999).toNanos());
    assertThat(turns.silent()).isFalse();
    turns.answered();
    now.addAndGet(Duration.ofMillis(4_999).toNanos());
    assertThat(turns.silent()).isFalse();
    assertThat(turns.current()).isSameAs(one);

    now.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(turns.silent()).isTrue();
    assertThat(turns.current()).isSameAs(two);
    assertThat(turns.silent()).isFalse();
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(turns.silent()).isTrue();
    assertThat(turns.current()).isSameAs(one);
    turns.close();
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(turns.silent()).isFalse();
  }

  @Test
  void silent_thereIsNoOther_stays() {
    ConsulAgent only = ConsulAgent.fromEnvironment(Map.of());
    var turns = new AgentsInTurn(List.of(only), "x", Duration.ZERO, System::nanoTime);
    assertThat(turns.silent()).isFalse();
    assertThat(turns.current()).isSameAs(only);
  }

  @Test
  void start_withoutAgents_isRefused() {
    ServiceInstance instance = ServiceInstance.of("stall", "stall-1", "127.0.0.1", 7);
    assertThatThrownBy(() -> ConsulRegistration.start(List.of(), instance))
        .hasMessage("agents: none (expected: one or more)");
  }

  private static ConsulRegistration start(FakeConsul own, FakeConsul other, Duration goneAfter) {
    ServiceInstance instance = ServiceInstance.of("stall", "stall-1", "127.0.0.1", 7);
    return ConsulRegistration.start(List.of(own.agent(), other.agent()), instance, goneAfter);
  }

  private static boolean knows(RealConsul consul) {
    return consul.get("/v1/agent/services").contains("stall-1");
  }
}
