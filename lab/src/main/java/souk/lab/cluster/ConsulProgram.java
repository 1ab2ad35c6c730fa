// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import souk.lab.process.LabException;

/** Finds the program of Consul: on PATH, in the cache, or built with Go. */
final class ConsulProgram {
  private ConsulProgram() {}

  /**
   * Blocks for minutes when it must be built. The build is in the terminal's foreground, so that
   * Ctrl-C ends it as well.
   */
  static Path find(Path root) {
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("lab/tools/build-tool").toString(), "consul")
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = builder.start();
      try (BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String path = answer.readLine();
        if (process.waitFor() != 0 || path == null) {
          throw new LabException("Consul is missing, and could not be built (see above)");
        }
        return Path.of(path);
      }
    } catch (IOException e) {
      throw new LabException("can't run lab/tools/build-tool: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while Consul was being built", e);
    }
  }
}
