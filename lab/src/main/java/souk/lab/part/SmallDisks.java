// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import souk.lab.process.LabException;

/**
 * File systems of a bounded size, in memory, for stores whose disk is to be full. They exist in a
 * user and mount namespace of the supervisor's own, which an ordinary user may make on most Linux
 * machines; they go when its last process does, and nothing is left to be undone. Their data goes
 * too.
 */
public final class SmallDisks {
  private static final Map<String, Long> BYTES =
      Map.of(Postgres.NAME, 512L << 20, Redis.NAME, 64L << 20);
  private static final List<String> NAMESPACES =
      List.of("unshare", "--user", "--map-root-user", "--mount");
  private static final String TYPE = "tmpfs";
  private static final long SECONDS = 5;

  private SmallDisks() {}

  /** Which stores have one. */
  public static List<String> stores() {
    return BYTES.keySet().stream().sorted().toList();
  }

  /** How much room a store's has. */
  public static long bytes(String store) {
    Long bytes = BYTES.get(store);
    if (bytes == null) {
      throw new IllegalArgumentException(
          "store: " + store + " (expected: one of " + stores() + ")");
    }
    return bytes;
  }

  /** The same command in namespaces of its own. */
  public static List<String> inNamespaces(List<String> command) {
    return Stream.of(NAMESPACES, command).flatMap(List::stream).toList();
  }

  /** Whether there can be any here. Tries it, in namespaces that end with the trial. */
  public static boolean arePossible() {
    String folder = System.getProperty("java.io.tmpdir");
    try {
      run(inNamespaces(List.of("mount", "-t", TYPE, "-o", "size=64k", "souk", folder)));
      return true;
    } catch (LabException e) {
      return false;
    }
  }

  /** Makes a store's, in this process's own namespace. */
  public static void mount(String store, Path disk) {
    run(
        List.of(
            "mount",
            "-t",
            TYPE,
            "-o",
            "mode=700,size=" + bytes(store),
            "souk-" + store,
            disk.toString()));
  }

  /** Throws {@link LabException} when there is more on it than that. */
  public static void resize(Path disk, long bytes) {
    run(List.of("mount", "-o", "remount,size=" + bytes, disk.toString()));
  }

  private static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      if (!ended || process.exitValue() != 0) {
        String output =
            ended
                ? new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                : "no answer";
        throw new LabException(String.join(" ", command) + ": " + output.strip());
      }
    } catch (IOException e) {
      throw new LabException("can't run " + command.getFirst() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while a disk was made", e);
    }
  }
}
