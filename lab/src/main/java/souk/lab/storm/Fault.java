// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.time.Duration;

/**
 * Something that is done to a process.
 *
 * @param at when, from the storm's begin
 * @param target the part's name
 * @param pause how long it stands still, of the kinds that pause; else zero
 */
record Fault(Duration at, String target, Kind kind, Duration pause) {
  /** What is done. */
  enum Kind {
    /** Kill -9, and a start a second later. */
    KILL,
    /** SIGSTOP, and later SIGCONT: what comes back does not know that it was away. */
    PAUSE,
    /** SIGSTOP, and later kill -9. */
    KILL_PAUSED,
    /** An orderly end, and a start. */
    RESTART
  }

  @Override
  public String toString() {
    String what =
        switch (kind) {
          case KILL -> "kill";
          case PAUSE -> "pause %.1f s".formatted(pause.toMillis() / 1e3);
          case KILL_PAUSED -> "pause %.1f s, then kill".formatted(pause.toMillis() / 1e3);
          case RESTART -> "restart";
        };
    return what + " " + target;
  }
}
