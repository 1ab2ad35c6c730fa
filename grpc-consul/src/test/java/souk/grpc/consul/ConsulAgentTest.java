// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.grpc.consul.FakeConsul.Answer;

/** Answers that are none of Consul's, and what is asked of an agent. */
class ConsulAgentTest {
  @Test
  void send_redirected_isRefusedAndNotFollowed() throws IOException {
    try (var consul = new FakeConsul()) {
      consul.answers(new Answer(302, "", "elsewhere"));
      assertThatThrownBy(() -> consul.agent().register(instance()))
          .isInstanceOf(ConsulException.Refused.class)
          .hasMessageContaining("302, elsewhere");
      assertThat(consul.requests()).hasSize(1);
    }
  }

  @Test
  void send_refusedWithoutAWord_saysSo() throws IOException {
    try (var consul = new FakeConsul()) {
      consul.answers(new Answer(503, "", ""));
      assertThatThrownBy(() -> consul.agent().register(instance()))
          .hasMessageContaining("503, no reason given");
    }
  }

  @Test
  void send_answerIsNotHttp_isMalformed() throws Exception {
    try (var port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> saysSomethingElse(port));
      ConsulAgent agent =
          ConsulAgent.fromEnvironment(
              Map.of("CONSUL_HTTP_ADDR", "127.0.0.1:" + port.getLocalPort()));
      assertThatThrownBy(() -> agent.health("stall", 0, Duration.ZERO))
          .isInstanceOf(ConsulException.Malformed.class)
          .hasMessageContaining("not HTTP");
    }
  }

  private static void saysSomethingElse(ServerSocket port) {
    try (Socket caller = port.accept()) {
      caller.getInputStream().read();
      caller
          .getOutputStream()
          .write("SSH-2.0-somebody-else-listens-here\r\n".getBytes(StandardCharsets.US_ASCII));
      caller.shutdownOutput();
      caller.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The caller has gone, which it may.
    }
  }

  @Test
  void send_jvmHasAProxy_goesPastIt() throws Exception {
    assertThat(System.getProperties()).doesNotContainKey("http.proxyHost");
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.nonProxyHosts", "");
    System.setProperty("http.proxyPort", "1");
    try (var consul = new FakeConsul()) {
      consul.answers(Answer.list(5));
      assertThat(consul.agent().health("stall", 0, Duration.ZERO).index()).isEqualTo(5);
    } finally {
      Stream.of("http.proxyHost", "http.proxyPort", "http.nonProxyHosts")
          .forEach(System::clearProperty);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "{}", "", "[]"})
  void createSession_garbage_isNoSession(String body) throws IOException {
    try (var consul = new FakeConsul()) {
      consul.answers(new Answer(200, "", body));
      assertThatThrownBy(() -> consul.agent().createSession(Candidacy.of("a", "b")))
          .isInstanceOf(ConsulException.Malformed.class);
    }
  }

  @Test
  void createSession_refusedForAnotherReason_isAFailure() throws Exception {
    try (var consul = new FakeConsul()) {
      consul.answers(
          Answer.error(500),
          new Answer(500, "", "Missing check 'service:a' registration"),
          new Answer(500, "", "Check 'service:a' is in critical state"));
      ConsulAgent agent = consul.agent();
      Candidacy candidacy = Candidacy.of("a", "b");
      assertThatThrownBy(() -> agent.createSession(candidacy))
          .isInstanceOf(ConsulException.Refused.class);
      assertThat(agent.createSession(candidacy)).isEmpty();
      assertThat(agent.createSession(candidacy)).isEmpty();
    }
  }

  @Test
  void withTimeoutsUpTo_shorter_shortensEachThatIsLonger() {
    ConsulSettings settings =
        ConsulSettings.fromEnvironment(Map.of())
            .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(10));
    ConsulSettings less =
        new ConsulAgent(settings).withTimeoutsUpTo(Duration.ofSeconds(4)).settings();
    assertThat(less.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(less.answerTimeout()).isEqualTo(Duration.ofSeconds(4));
    ConsulSettings least =
        new ConsulAgent(settings).withTimeoutsUpTo(Duration.ofMillis(5)).settings();
    assertThat(least.connectTimeout()).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void at_anotherAddress_keepsTheRest() {
    ConsulAgent agent =
        ConsulAgent.fromEnvironment(
            Map.of("CONSUL_HTTP_TOKEN", "secret", "CONSUL_DATACENTER", "dc2"));
    ConsulAgent other = agent.at("10.0.0.8:8501");
    assertThat(other).hasToString("http://10.0.0.8:8501");
    assertThat(other.settings().token()).isEqualTo("secret");
    assertThat(other.settings().datacenter()).isEqualTo("dc2");
    assertThatThrownBy(() -> agent.at("ftp://x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fromEnvironment_caFileWithoutACertificate_isRefused(@TempDir Path folder) throws Exception {
    String empty = Files.writeString(folder.resolve("ca.pem"), "").toString();
    Map<String, String> environment =
        Map.of("CONSUL_HTTP_ADDR", "https://consul:8501", "CONSUL_CACERT", empty);
    assertThatThrownBy(() -> ConsulAgent.fromEnvironment(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no certificate in " + empty);
  }

  /** A clock that jumps changes nothing, since none is asked. */
  @Test
  void sources_askNoWallClock() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      assertThat(sources.filter(each -> each.toString().endsWith(".java")))
          .isNotEmpty()
          .allSatisfy(
              source ->
                  assertThat(Files.readString(source))
                      .doesNotContain("currentTimeMillis", "Instant.now", "Clock.system"));
    }
  }

  private static ServiceInstance instance() {
    return ServiceInstance.of("stall", "stall-1", "127.0.0.1", 7);
  }
}
