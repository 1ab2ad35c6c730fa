// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Consul server of one, on loopback and free ports, with its data in a temporary folder. It
 * ends with this process, whatever ends that.
 *
 * <p>As an extension: {@code @RegisterExtension static final RealConsul consul = new RealConsul();}
 * starts it before a class's tests and closes it after them. It can also be started and closed by
 * hand. A machine that has no Consul and can't build one fails the tests, with what to install.
 */
public final class RealConsul implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  private static final Duration START_WITHIN = Duration.ofSeconds(30);

  private final List<String> settings;
  private final Path folder;
  private final int httpPort;
  private final int serverPort;
  private final int serfPort;
  private @Nullable ConsulProcess process;

  /**
   * Picks the ports; starts nothing.
   *
   * @param settings more of Consul's, in HCL
   */
  public RealConsul(String... settings) {
    this.settings = List.of(settings);
    try (ServerSocket http = freePort();
        ServerSocket server = freePort();
        ServerSocket serf = freePort()) {
      folder = Files.createTempDirectory("consul");
      httpPort = http.getLocalPort();
      serverPort = server.getLocalPort();
      serfPort = serf.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code host:port} of the HTTP API, the same after a restart. */
  public String address() {
    return "127.0.0.1:" + httpPort;
  }

  /** The variables that point a process to this agent. */
  public Map<String, String> environment() {
    return Map.of("CONSUL_HTTP_ADDR", address());
  }

  /** Starts it, on the data there is, and returns when it has a leader. */
  public void start() {
    if (process != null) {
      throw new IllegalStateException("Consul runs already");
    }
    process = ConsulProcess.start(command(), folder.resolve("consul.log"));
    try {
      Awaitility.await("Consul's leader")
          .atMost(START_WITHIN)
          .pollInterval(Duration.ofMillis(50))
          .until(this::hasLeader);
    } catch (ConditionTimeoutException e) {
      String text = process.log();
      kill();
      throw new IllegalStateException("Consul did not start:\n" + text, e);
    }
  }

  /** Kills it, as {@code kill -9} does; its data stays. Does nothing if it does not run. */
  public void kill() {
    if (process != null) {
      process.kill();
      process = null;
    }
  }

  /** Stops it in the middle of what it does, so that it still accepts connections. */
  public void pause() {
    process.signal("STOP");
  }

  /** Lets a paused one go on. */
  public void resume() {
    process.signal("CONT");
  }

  /** Forgets all that was stored; only while it does not run. */
  public void loseData() {
    if (process != null) {
      throw new IllegalStateException("Consul runs");
    }
    delete(folder.resolve("data"));
  }

  /** Asks the HTTP API; returns the body of a 200. */
  public String get(String path) {
    return ask("GET", path, "");
  }

  /** Changes something by the HTTP API; returns the body of a 200. */
  public String put(String path, String body) {
    return ask("PUT", path, body);
  }

  private String ask(String method, String path, String body) {
    try {
      var connection =
          (HttpURLConnection) URI.create("http://" + address() + path).toURL().openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(2_000);
      connection.setReadTimeout(10_000);
      if (!body.isEmpty()) {
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      }
      try (var in = connection.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    delete(folder);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  /** Runs one of Consul's tools to its end, such as {@code tls ca create}, in a folder. */
  public static void run(Path folder, String... arguments) {
    var command = new ArrayList<>(List.of(ConsulProcess.program()));
    command.addAll(List.of(arguments));
    try {
      int exit =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": exit " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasLeader() {
    process.requireAlive();
    try {
      return get("/v1/status/leader").contains(":");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private List<String> command() {
    var command = new ArrayList<>(List.of(ConsulProcess.program(), "agent"));
    command.addAll(List.of("-server", "-bootstrap-expect=1", "-node=test", "-log-level=warn"));
    command.addAll(List.of("-bind=127.0.0.1", "-client=127.0.0.1"));
    command.addAll(List.of("-data-dir=" + folder.resolve("data"), "-http-port=" + httpPort));
    command.addAll(List.of("-server-port=" + serverPort, "-serf-lan-port=" + serfPort));
    command.addAll(List.of("-serf-wan-port=-1", "-dns-port=-1", "-grpc-port=-1"));
    command.addAll(List.of("-hcl", "performance { raft_multiplier = 1 }"));
    command.addAll(List.of("-hcl", "disable_update_check = true"));
    settings.forEach(setting -> command.addAll(List.of("-hcl", setting)));
    return command;
  }

  /**
   * Holds a free port, below those that Linux (32768) and macOS (49152) give to whoever asks for
   * any: else another test would be given it before Consul listens there.
   */
  public static ServerSocket freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException taken) {
        // Another one, then.
      }
    }
  }

  private static void delete(Path top) {
    if (!Files.exists(top)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(top)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
