// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Children that are shell scripts. */
final class Specs {
  private Specs() {}

  static ChildSpec script(Path folder, String name, String script) {
    return new ChildSpec(
        name,
        List.of("sh", "-c", script),
        Map.of("PATH", System.getenv("PATH")),
        folder,
        folder.resolve(name + ".log"),
        Signal.TERM,
        ChildSpec.Rank.SERVICE);
  }
}
