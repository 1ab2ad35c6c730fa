// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import souk.lab.process.LabException;

/** The user's {@code kubectl}, in one namespace. Thread-safe. */
public final class Kubectl {
  /** That of one question to the API server; a wait has a deadline of its own. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int MOST_BYTES = 64 << 20;
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /** What kubectl writes before it comes to the point. */
  private static final Pattern LOG_LINE = Pattern.compile("[EWI][0-9]{4} .*");

  private static final Executor READERS = task -> Thread.ofVirtual().name("kubectl").start(task);

  private final Path program;
  private final String namespace;
  // Empty within a cluster.
  private final String context;

  private Kubectl(Path program, String namespace, String context) {
    this.program = program;
    this.namespace = namespace;
    this.context = context;
  }

  /**
   * Finds it, and stays with the cluster that is the user's current one now, whatever context he
   * chooses meanwhile.
   *
   * @throws LabException when it is not there, or no namespace can be called so
   */
  public static Kubectl find(Map<String, String> environment, String namespace) {
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new LabException(
          "'" + namespace + "' can't be a namespace: a-z, 0-9 and '-', 63 at most");
    }
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path program = Path.of(folder, "kubectl");
      if (!folder.isEmpty() && Files.isExecutable(program)) {
        return new Kubectl(program, namespace, currentContext(program, namespace));
      }
    }
    throw new LabException(
        "kubectl is not in PATH: install it (https://kubernetes.io/docs/tasks/tools), and let it know"
            + " your cluster");
  }

  private static String currentContext(Path program, String namespace) {
    try {
      return new Kubectl(program, namespace, "").ask("config", "current-context").strip();
    } catch (LabException e) {
      return "";
    }
  }

  public String namespace() {
    return namespace;
  }

  /** The user's word for the cluster; within one there is none. */
  String context() {
    return context.isEmpty() ? "this cluster" : context;
  }

  /**
   * Asks, and returns what it printed.
   *
   * @throws LabException with the reason that it gave
   */
  String ask(String... arguments) {
    return ask(PATIENCE, arguments);
  }

  /** The same, for what takes its time. */
  String ask(Duration patience, String... arguments) {
    String what = "kubectl " + arguments[0];
    Process process;
    try {
      process = new ProcessBuilder(command(arguments)).start();
    } catch (IOException e) {
      throw new LabException(what + ": " + e.getMessage(), e);
    }
    try {
      process.getOutputStream().close();
      CompletableFuture<String> out = text(process.getInputStream());
      CompletableFuture<String> err = text(process.getErrorStream());
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new LabException(what + ": no answer within " + patience.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new LabException(what + ": " + reason(err.join()));
      }
      return out.join();
    } catch (IOException e) {
      throw new LabException(what + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new LabException(what + ": interrupted", e);
    }
  }

  /**
   * Starts what goes on until {@link Running#close}, and ends with this process however that ends:
   * a shell between them waits for the end of its input.
   */
  Running start(String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "trap '' INT HUP; \"$@\" & exec >/dev/null 2>&1; cat; kill $!",
                "souk"));
    line.addAll(command(arguments));
    Process process = new ProcessBuilder(line).start();
    return new Running(process, text(process.getErrorStream()));
  }

  /**
   * Something that goes on.
   *
   * @param process the shell; its output is kubectl's, and ends with it
   * @param errors what kubectl has complained of, when it has ended
   */
  record Running(Process process, CompletableFuture<String> errors) implements AutoCloseable {
    /** What it has written to standard error, in one line; once it has ended. */
    String reason() {
      return Kubectl.reason(errors.join());
    }

    @Override
    public void close() {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        // It has ended already.
      }
    }
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--namespace", namespace));
    if (!context.isEmpty()) {
      command.addAll(List.of("--context", context));
    }
    command.addAll(List.of(arguments));
    return command;
  }

  /** The last line that says something. */
  static String reason(String errors) {
    return errors
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !LOG_LINE.matcher(line).matches())
        .reduce((first, last) -> last)
        .orElse(errors.strip().lines().findFirst().orElse("it failed and gave no reason"));
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readNBytes(MOST_BYTES), UTF_8);
          } catch (IOException e) {
            return "";
          }
        },
        READERS);
  }
}
