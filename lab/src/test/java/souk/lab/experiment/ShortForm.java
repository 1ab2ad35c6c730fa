// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The short form of an experiment, as {@code ./souk} runs it, on a shop in a temp folder. */
public final class ShortForm {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private ShortForm() {}

  /**
   * Runs it to its end.
   *
   * @return what it printed; an assertion fails when it was no pass
   */
  public static List<String> pass(Path folder, String experiment)
      throws IOException, InterruptedException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(root + "/souk", "lab", "run", experiment, "--short")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("SOUK_STATE_DIR", folder.resolve("state").toString());
    // The jars are those of the build that this test is a part of.
    builder.environment().put("SOUK_NO_BUILD", "1");
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      List<String> lines = Files.readAllLines(output);
      assertThat(ended).as("ended in time: %s", String.join("\n", lines)).isTrue();
      assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
      assertThat(lines.getLast()).startsWith("PASS " + experiment + ":");
      return lines;
    } finally {
      // Ends its shop, too.
      process.destroy();
    }
  }
}
