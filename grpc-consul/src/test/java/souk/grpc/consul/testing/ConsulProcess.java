// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Consul process under a shell that holds a pipe from this JVM: when the pipe closes, because we
 * close it or because the JVM is gone, however it went, Consul is killed. The shell ends when
 * Consul does.
 */
final class ConsulProcess {
  private static final String GUARD =
      """
      log=$1; shift
      "$@" >>"$log" 2>&1 &
      child=$!
      echo $child
      exec 3<&0
      (while read -r ignored <&3; do :; done; kill -9 $child) >/dev/null 2>&1 &
      guard=$!
      wait $child
      kill $guard 2>/dev/null
      """;

  private final Process shell;
  private final long pid;
  private final Path log;

  private ConsulProcess(Process shell, long pid, Path log) {
    this.shell = shell;
    this.pid = pid;
    this.log = log;
  }

  static ConsulProcess start(List<String> command, Path log) {
    var guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "sh", log.toString()));
    guarded.addAll(command);
    try {
      Process shell = new ProcessBuilder(guarded).redirectErrorStream(true).start();
      return new ConsulProcess(shell, Long.parseLong(shell.inputReader().readLine()), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path of the program: on PATH, or built by lab/tools/build-tool, of any folder above. */
  static String program() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("lab/tools/build-tool"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException(
          "no lab/tools/build-tool above " + Path.of("").toAbsolutePath());
    }
    try {
      Process tool =
          new ProcessBuilder(folder.resolve("lab/tools/build-tool").toString(), "consul")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader out = tool.inputReader(StandardCharsets.UTF_8)) {
        String path = out.readLine();
        if (tool.waitFor() != 0 || path == null) {
          throw new IllegalStateException("no Consul: see build-tool's line in the output above");
        }
        return path;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Consul was being built", e);
    }
  }

  void requireAlive() {
    if (!shell.isAlive()) {
      throw new IllegalStateException("Consul ended:\n" + log());
    }
  }

  void signal(String name) {
    run("kill", "-" + name, Long.toString(pid));
  }

  void kill() {
    try {
      shell.getOutputStream().close();
      if (!shell.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Consul, process " + pid + ", could not be killed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  private static void run(String... command) {
    try {
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": exit " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
