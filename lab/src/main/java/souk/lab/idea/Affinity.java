// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import souk.lab.process.LabException;

/** Which CPUs a process may use, by Linux's {@code taskset}. */
final class Affinity {
  private static final long PATIENCE_SECONDS = 5;

  private Affinity() {}

  /** Whether this machine can tell a process which CPUs to use, and has two of them. */
  static boolean isThere() {
    return Runtime.getRuntime().availableProcessors() > 1
        && Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
  }

  /**
   * Of all threads of the process, until it ends.
   *
   * @param cpus their numbers, as taskset takes them
   */
  static void pin(long pid, String cpus) throws IOException, InterruptedException {
    Process taskset =
        new ProcessBuilder("taskset", "-a", "-p", "-c", cpus, Long.toString(pid))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!taskset.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || taskset.exitValue() != 0) {
      taskset.destroy();
      throw new LabException("taskset can't pin process " + pid + " to CPU " + cpus);
    }
  }
}
