// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.embedded.core.ExecutableProvider;
import souk.service.FreePort;

/**
 * A real Redis for each test class, with a password and an append-only file, which may be killed
 * and started again on the same port and data. Register it as a static field.
 */
final class RedisExtension implements BeforeAllCallback, AfterAllCallback {
  static final String PASSWORD = "secret-of-the-tests";

  private static File executable;

  private Path folder;
  private int port;
  private Process process;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("souk-redis");
    port = FreePort.choose();
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  RedisConfig config() {
    return new RedisConfig("redis://127.0.0.1:" + port, PASSWORD);
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it, and waits until it listens. */
  void start() throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    executable().getPath(),
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port),
                    "--requirepass",
                    PASSWORD,
                    "--save",
                    "",
                    "--appendonly",
                    "yes",
                    // "everysec" holds answered writes back while the disk is slow.
                    "--appendfsync",
                    "no"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Awaitility.await("Redis listens").atMost(Duration.ofSeconds(20)).until(this::listens);
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static synchronized File executable() throws IOException {
    if (executable == null) {
      executable = ExecutableProvider.newJarResourceProvider().get();
    }
    return executable;
  }
}
