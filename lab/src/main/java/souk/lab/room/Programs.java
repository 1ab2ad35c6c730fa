// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import souk.lab.part.Jvm;
import souk.lab.part.ShopHome;

/** Runs commands of {@code ./souk} from the jars that this shop runs from. */
final class Programs {
  private static final String MAIN = "souk.lab.Souk";

  private final ShopHome home;

  Programs(ShopHome home) {
    this.home = home;
  }

  /** What a person types for it. */
  String commandLine(List<String> arguments) {
    return "./souk " + String.join(" ", arguments);
  }

  /**
   * Starts one; what it says is to be read until its end.
   *
   * @param errors whether to read also what it says on standard error
   */
  Process start(int heapMegabytes, List<String> arguments, boolean errors) throws IOException {
    List<String> command = new ArrayList<>(Jvm.command(home, heapMegabytes, MAIN));
    command.add(command.size() - 1, "-Dsouk.root=" + home.root());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.folder().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    if (errors) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }
    return builder.start();
  }
}
