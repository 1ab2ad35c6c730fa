// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The short form of an experiment, as {@code ./souk} runs it, on a shop in a temp folder. */
public final class ShortForm {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** What others took of the machine, in percent, so that milliseconds say nothing of the shop. */
  private static final double MUCH_TAKEN = 5;

  private static final long STOOD_STILL_MILLIS = 300;

  private ShortForm() {}

  /**
   * Runs one that judges milliseconds: as {@link #pass}, but what failed while the machine was
   * taken away or stood still is run again, once.
   *
   * @return the state folder of the shop that it ran on, in which its reports are
   */
  public static Path passOnMachineOfItsOwn(Path folder, String experiment)
      throws IOException, InterruptedException {
    Path first = Files.createDirectory(folder.resolve("first"));
    try {
      pass(first, experiment);
      return first.resolve("state");
    } catch (AssertionError failed) {
      if (!wasTakenAway(first.resolve("state/reports/" + experiment + ".json"))) {
        throw failed;
      }
      Path second = Files.createDirectory(folder.resolve("second"));
      pass(second, experiment);
      return second.resolve("state");
    }
  }

  private static boolean wasTakenAway(Path report) throws IOException {
    if (!Files.exists(report)) {
      return false;
    }
    JsonObject machine =
        JsonParser.parseString(Files.readString(report))
            .getAsJsonObject()
            .getAsJsonObject("machine");
    return machine.get("lateMostMillis").getAsLong() >= STOOD_STILL_MILLIS
        || (machine.has("stolenPercent")
            && machine.get("stolenPercent").getAsDouble() >= MUCH_TAKEN);
  }

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
