// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.grpc.consul.example.ExampleClient;
import souk.grpc.consul.example.ExampleServer;
import souk.grpc.consul.testing.RealConsul;

/** The example as a reader would run it: two processes that know of each other only by Consul. */
class ExampleTest {
  @RegisterExtension static final RealConsul consul = new RealConsul();

  @Test
  void example_serverAndClient_meetAndPart() throws Exception {
    Process server = start(ExampleServer.class);
    try {
      await().until(() -> consul.get("/v1/health/service/greeter?passing").contains("greeter-1"));
      Process client = start(ExampleClient.class);
      assertThat(new String(client.getInputStream().readAllBytes())).endsWith("SERVING\n");
      server.getOutputStream().close();
      assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(consul.get("/v1/health/service/greeter")).isEqualTo("[]");
    } finally {
      server.destroyForcibly();
    }
  }

  private static Process start(Class<?> main) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var options = List.of("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow");
    var builder = new ProcessBuilder(java);
    builder.command().addAll(options);
    builder.command().addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    builder.environment().putAll(consul.environment());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return builder.start();
  }
}
