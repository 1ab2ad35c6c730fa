// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a child is started and ended.
 *
 * @param name a word that names it in the ledger
 * @param command the program and its arguments; no secrets, since everyone on the machine can read
 *     them
 * @param environment all of the child's environment: nothing is inherited
 * @param directory where it runs
 * @param log where its output is appended
 * @param stop how it is asked to end
 * @param rank when it is ended
 */
public record ChildSpec(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path directory,
    Path log,
    Signal stop,
    Rank rank) {

  /** The order in which what a dead launcher left is ended. */
  public enum Rank {
    /** Uses stores: ended first. */
    SERVICE,
    /** Ended when no service is left. */
    STORE,
    /** The launcher itself and its reaper: the reaper leaves them alone. */
    KEEPER
  }

  public ChildSpec {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw new IllegalArgumentException("name: " + name + " (expected: a-z, 0-9 and '-')");
    }
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
