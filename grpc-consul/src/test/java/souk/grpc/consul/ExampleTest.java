// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.grpc.consul.example.ExampleClient;
import souk.grpc.consul.example.ExampleLeader;
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

  @Test
  void example_leader_isElectedAndWorks() throws Exception {
    Process leader = start(ExampleLeader.class, "one", "60");
    try (var lines = leader.inputReader()) {
      // Between the lines of its log.
      assertThat(lines.lines().filter(line -> line.matches("(elected|write).*")).limit(2))
          .containsExactly("elected: Leadership[epoch=1]", "write, if no epoch is above 1");
    } finally {
      leader.destroy();
    }
  }

  /** What the README shows is what is compiled and run here. */
  @Test
  void readme_itsJava_isTheExamples() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    StringBuilder examples = new StringBuilder();
    for (Class<?> each : List.of(ExampleServer.class, ExampleClient.class, ExampleLeader.class)) {
      examples.append(
          Files.readString(Path.of("src/test/java", each.getName().replace('.', '/') + ".java")));
    }
    Matcher shown = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    int count = 0;
    while (shown.find()) {
      assertThat(withoutIndents(examples.toString())).contains(withoutIndents(shown.group(1)));
      count++;
    }
    assertThat(count).isEqualTo(3);
  }

  private static String withoutIndents(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }

  private static Process start(Class<?> main, String... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var options = List.of("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow");
    var builder = new ProcessBuilder(java);
    builder.command().addAll(options);
    builder.command().addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(consul.environment());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return builder.start();
  }
}
