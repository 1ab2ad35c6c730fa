// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a program that outlives this one, out of the terminal's reach. */
public final class Detached {
  private Detached() {}

  /**
   * Starts it with this process's environment and without input; its output is appended to the log.
   */
  public static Process start(List<String> command, Path directory, Path log) {
    List<String> all = new ArrayList<>(Sessions.ownSession());
    all.addAll(command);
    try {
      Process process =
          new ProcessBuilder(all)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new LabException("can't start " + command.getFirst() + ": " + e.getMessage(), e);
    }
  }
}
