// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import java.util.OptionalLong;

/** What is to happen at an armed point. */
sealed interface Action {
  /**
   * A signal.
   *
   * @param pid to whom, and to its children; empty for the process itself
   */
  record Send(Signals.Kind signal, OptionalLong pid) implements Action {}

  /** The answer does not come back. */
  record Lose() implements Action {}

  /** The thread stands still until it is released. */
  record Wait() implements Action {}

  /**
   * Reads it from an arming's text: {@code KILL}, {@code STOP}, {@code KILL 123}, {@code STOP 123},
   * {@code LOSE} or {@code WAIT}.
   */
  static Action parse(String text) {
    String[] words = text.strip().split(" ", 2);
    return switch (words[0]) {
      case "KILL", "STOP" ->
          new Send(
              Signals.Kind.valueOf(words[0]),
              words.length == 1 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(words[1])));
      case "LOSE" -> new Lose();
      case "WAIT" -> new Wait();
      default -> throw new IllegalArgumentException("'" + text + "' is nothing that can be done");
    };
  }
}
