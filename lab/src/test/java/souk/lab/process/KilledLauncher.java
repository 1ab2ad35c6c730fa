// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A launcher for tests to kill: starts a reaper and some children, says that it did, and waits for
 * its death.
 */
final class KilledLauncher {
  /** Of the reaper, with what doesn't end when it is asked to. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private KilledLauncher() {}

  /** Takes the folder, and whether a reaper is to watch. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Ledger ledger = new Ledger(folder.resolve("processes"));
    if (arguments[1].equals("reaper")) {
      Reaper.start(ledger, folder.resolve("reaper.log"), PATIENCE);
    }
    Child.start(Specs.script(folder, "sleeper", "exec sleep 300"), ledger);
    Child.start(
        Specs.script(folder, "mule", "trap '' TERM; echo ready; while :; do sleep 0.1; done"),
        ledger);
    System.out.println("started");
    System.in.read();
  }
}
