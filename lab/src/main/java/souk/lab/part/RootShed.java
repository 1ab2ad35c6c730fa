// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import souk.lab.process.LabException;

/**
 * PostgreSQL refuses to run as root. In a user namespace of its own, root is nobody in particular,
 * and the files that root owns are still its own: all that PostgreSQL asks for. The pid stays the
 * same.
 */
final class RootShed {
  private static final List<String> IN_NAMESPACE = List.of("unshare", "-U");

  private RootShed() {}

  /**
   * What to put before a command of PostgreSQL's: nothing for ordinary users. The folder is one
   * that we made.
   */
  static List<String> prefix(Path ownFolder) {
    return isRoot(ownFolder) ? namespace() : List.of();
  }

  private static boolean isRoot(Path ownFolder) {
    try {
      return Files.getAttribute(ownFolder, "unix:uid").equals(0);
    } catch (IOException e) {
      throw new LabException("can't read whose " + ownFolder + " is: " + e.getMessage(), e);
    }
  }

  private static List<String> namespace() {
    try {
      Process trial = new ProcessBuilder("unshare", "-U", "true").start();
      if (trial.waitFor(5, TimeUnit.SECONDS) && trial.exitValue() == 0) {
        return IN_NAMESPACE;
      }
      trial.destroyForcibly();
    } catch (IOException e) {
      // No unshare at all: told below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new LabException(
        "PostgreSQL refuses to run as root, and root can't make a user namespace here (unshare -U):"
            + " run ./souk as an ordinary user");
  }
}
