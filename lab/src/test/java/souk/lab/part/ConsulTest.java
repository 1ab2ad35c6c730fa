// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Consul, as a shop starts it, and what the registry reads from it. */
@Timeout(600)
class ConsulTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Registry registry;
  private Consul consul;
  private RunningPart running;

  @BeforeEach
  void start() throws Exception {
    ShopHome home = ShopHome.of(folder, "shop", System.getenv()).create();
    FixedPorts ports =
        FixedPorts.reserve(
            folder.resolve("ports"),
            List.of(Consul.NAME, Consul.SERVER_PORT, Consul.SERF_PORT),
            Set.of(),
            new Random());
    registry = new Registry("127.0.0.1:" + ports.of(Consul.NAME), System::nanoTime);
    consul = new Consul(home, ports, registry, program());
    running = RunningPart.start(consul, home.ledger());
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void instances_registeredThenCriticalThenForgotten_areSeenSo() throws Exception {
    assertThat(registry.instances()).isEmpty();
    put(
        "/v1/agent/service/register",
        """
        {"ID": "cart-1", "Name": "cart", "Address": "127.0.0.1", "Port": 4711,
         "Check": {"CheckID": "up", "TTL": "60s", "Status": "passing"}}
        """);
    await().atMost(PATIENCE).until(() -> registry.isPassing("cart-1"));
    assertThat(registry.instances().get("cart-1").address()).isEqualTo("127.0.0.1:4711");

    put("/v1/agent/check/fail/up", "");
    await().atMost(PATIENCE).until(() -> !registry.isPassing("cart-1"));
    assertThat(registry.instances().get("cart-1").health()).isEqualTo("critical");

    registry.forget("cart-1");
    assertThat(registry.instances()).isEmpty();
  }

  @Test
  void killed_andStartedAgain_leadsAgainAndStillKnowsWhatWasStored() throws Exception {
    put("/v1/kv/kept", "42");
    running.killAndStart();
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(uri("/v1/kv/kept?raw")).GET().build());
    assertThat(answer.body()).isEqualTo("42");
    assertThat(send(HttpRequest.newBuilder(uri("/ui/")).GET().build()).statusCode()).isEqualTo(200);
  }

  @Test
  void registry_consulAway_knowsNothingAndDoesNotFail() {
    assertThat(running.stop()).isTrue();
    assertThat(registry.hasLeader()).isFalse();
    assertThat(registry.isPassing("cart-1")).isFalse();
    registry.forget("cart-1");
  }

  private void put(String path, String body) throws Exception {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(uri(path))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private URI uri(String path) {
    return URI.create("http://" + consul.address() + path);
  }

  /** The first time on a machine, this builds it. */
  private static Path program() throws Exception {
    Process process =
        new ProcessBuilder(Path.of("tools/build-tool").toAbsolutePath().toString(), "consul")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return Path.of(process.inputReader().readLine());
  }
}
