// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import souk.grpc.consul.testing.RealConsul;

/** A Consul that wants certificates on both sides, and a token for everything. */
class SecureConsulTest {
  private static final String TOKEN = "6f0c1f4e-1c4f-4a0e-9d3c-0f6f4a3b2c1d";

  @TempDir static Path folder;

  private static RealConsul consul;
  private static int httpsPort;

  /** On a new machine Consul is built first, which takes some minutes. */
  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  static void start() throws IOException {
    RealConsul.run(folder, "tls", "ca", "create");
    RealConsul.run(folder, "tls", "cert", "create", "-server");
    RealConsul.run(folder, "tls", "cert", "create", "-client");
    try (var socket = RealConsul.freePort()) {
      httpsPort = socket.getLocalPort();
    }
    consul =
        new RealConsul(
            "ports { https = " + httpsPort + " }",
            "verify_incoming_https = true",
            "ca_file = \"" + file("consul-agent-ca.pem") + "\"",
            "cert_file = \"" + file("dc1-server-consul-0.pem") + "\"",
            "key_file = \"" + file("dc1-server-consul-0-key.pem") + "\"",
            "acl { enabled = true, default_policy = \"deny\","
                + " tokens { initial_management = \"%s\" } }".formatted(TOKEN));
    consul.start();
  }

  @AfterAll
  static void stop() {
    if (consul != null) {
      consul.close();
    }
  }

  @Test
  void agent_withCertificateAndTokenOfTheEnvironment_registersFindsAndElects() throws Exception {
    Map<String, String> environment = environment();
    environment.put(
        "CONSUL_HTTP_TOKEN_FILE", Files.writeString(folder.resolve("token"), TOKEN).toString());
    environment.put("CONSUL_DATACENTER", "dc1");
    ConsulAgent agent = ConsulAgent.fromEnvironment(environment);
    try (var server = new NamedServer("one");
        var registration = ConsulRegistration.start(agent, server.instanceOf("stall"));
        var candidate = new Candidate(agent, Candidacy.of("stall/leader", "one"))) {
      await().atMost(Duration.ofSeconds(15)).until(registration::registered);
      assertThat(agent.health("stall", 0, Duration.ZERO).instances()).hasSize(1);
      candidate.awaitElected(Duration.ofSeconds(10));
    }
  }

  @Test
  void agent_withoutAToken_isRefused() {
    ConsulAgent agent = ConsulAgent.fromEnvironment(environment());
    assertThatThrownBy(() -> agent.register(ServiceInstance.of("stall", "x", "127.0.0.1", 1)))
        .isInstanceOf(ConsulException.Refused.class)
        .hasMessageContaining("403");
  }

  @Test
  void agent_withoutACertificate_isTurnedAway() {
    Map<String, String> environment = environment();
    environment.remove("CONSUL_CLIENT_CERT");
    environment.remove("CONSUL_CLIENT_KEY");
    assertThatThrownBy(() -> ask(environment)).isInstanceOf(ConsulException.Unreachable.class);
  }

  @Test
  void agent_thatTrustsSomebodyElse_turnsAwayUnlessToldOtherwise() throws Exception {
    Map<String, String> environment = environment();
    environment.remove("CONSUL_CACERT");
    assertThatThrownBy(() -> ask(environment))
        .isInstanceOf(ConsulException.Unreachable.class)
        .hasMessageContaining("PKIX");
    environment.put("CONSUL_HTTP_SSL_VERIFY", "false");
    assertThatThrownBy(() -> ask(environment)).isInstanceOf(ConsulException.Refused.class);
  }

  @Test
  void agent_inAnotherDatacenter_isAskedThere() {
    Map<String, String> environment = environment();
    environment.put("CONSUL_HTTP_TOKEN", TOKEN);
    environment.put("CONSUL_DATACENTER", "elsewhere");
    assertThatThrownBy(() -> ask(environment))
        .isInstanceOf(ConsulException.Refused.class)
        .hasMessageContaining("No path to datacenter");
  }

  // Without a token, a key is refused; a list would only be empty.
  private static void ask(Map<String, String> environment) throws ConsulException {
    ConsulAgent agent = ConsulAgent.fromEnvironment(environment);
    assertThat(agent.health("stall", 0, Duration.ZERO).instances()).isEmpty();
    agent.register(ServiceInstance.of("stall", "x", "127.0.0.1", 1));
  }

  private static Map<String, String> environment() {
    return new HashMap<>(
        Map.of(
            "CONSUL_HTTP_ADDR", "127.0.0.1:" + httpsPort,
            "CONSUL_HTTP_SSL", "true",
            "CONSUL_CACERT", file("consul-agent-ca.pem"),
            "CONSUL_CLIENT_CERT", file("dc1-client-consul-0.pem"),
            "CONSUL_CLIENT_KEY", file("dc1-client-consul-0-key.pem")));
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }
}
