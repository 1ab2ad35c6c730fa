// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs as a user would type them.
 *
 * @param folder where they run
 * @param environment what is set besides what the tests have
 */
record Shell(Path folder, Map<String, String> environment) {
  private static final Duration AFTER_THE_END = Duration.ofSeconds(10);

  /** What a program printed, to both of its outputs, and how it ended. */
  record Result(int status, String output) {
    /** The output of a program that must have ended well. */
    String ok() {
      assertThat(status).as(output).isZero();
      return output;
    }
  }

  /** Runs it to its end, for so long at most. */
  Result run(Duration patience, List<String> command) throws IOException, InterruptedException {
    Process process = start(command);
    // A pipe and not a file: a script that opens /dev/stderr anew would cut a file.
    StringBuffer output = new StringBuffer();
    Thread reader = Thread.ofVirtual().start(() -> read(process, output));
    boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    boolean closed = reader.join(AFTER_THE_END);
    assertThat(ended).as("%s within %s; it said: %s", command, patience, output).isTrue();
    assertThat(closed).as("%s left somebody with its output", command).isTrue();
    return new Result(process.exitValue(), output.toString());
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static void read(Process process, StringBuffer output) {
    process
        .inputReader(StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> output.append(line).append('\n'));
  }
}
