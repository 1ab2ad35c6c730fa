// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import souk.lab.process.LabException;

/** Which CPUs a process may use, by Linux's {@code taskset}. */
final class Affinity {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final long PATIENCE_SECONDS = 5;

  private Affinity() {}

  /** Whether this machine can tell a process which CPUs to use. */
  static boolean isThere() {
    return Files.isReadable(STATUS)
        && Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
  }

  /** The numbers of the CPUs that this process may use, and so those that it starts. */
  static List<Integer> cpus() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(ALLOWED))
        .flatMap(line -> cpus(line.substring(ALLOWED.length()).strip()))
        .toList();
  }

  /** Of a list as Linux writes it, such as {@code 0-2,5}. */
  static Stream<Integer> cpus(String list) {
    return Stream.of(list.split(",", -1))
        .flatMap(
            range -> {
              String[] ends = range.split("-", 2);
              return IntStream.rangeClosed(
                      Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                  .boxed();
            });
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
