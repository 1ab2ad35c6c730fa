// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Starts programs in a session or process group of their own, so that a terminal's Ctrl-C or
 * hang-up reaches only the launcher, which ends the others in order. The pid stays the same: both
 * ways exec.
 */
final class Sessions {
  private static final List<String> PREFIX = prefix();

  private Sessions() {}

  /** What to put before a command. */
  static List<String> ownSession() {
    return PREFIX;
  }

  private static List<String> prefix() {
    Optional<String> setsid = onPath("setsid");
    if (setsid.isPresent()) {
      return List.of(setsid.get());
    }
    // macOS has no setsid, but perl.
    return onPath("perl")
        .map(perl -> List.of(perl, "-e", "setpgrp(0, 0); exec @ARGV or die"))
        .orElse(List.of());
  }

  private static Optional<String> onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return List.of(path.split(File.pathSeparator)).stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
