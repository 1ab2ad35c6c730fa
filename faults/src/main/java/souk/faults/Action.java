// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

/** What is to happen at an armed point. */
sealed interface Action {
  /** A signal to the process itself. */
  record Send(Signals.Kind signal) implements Action {}

  /** The answer does not come back. */
  record Lose() implements Action {}

  /** The thread stands still until it is released. */
  record Wait() implements Action {}

  /** Reads it from an arming's text: {@code KILL}, {@code STOP}, {@code LOSE} or {@code WAIT}. */
  static Action parse(String text) {
    return switch (text.strip()) {
      case "KILL" -> new Send(Signals.Kind.KILL);
      case "STOP" -> new Send(Signals.Kind.STOP);
      case "LOSE" -> new Lose();
      case "WAIT" -> new Wait();
      default -> throw new IllegalArgumentException("'" + text + "' is nothing that can be done");
    };
  }
}
