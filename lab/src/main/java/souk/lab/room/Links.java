// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

/** What wires do to calls, where there are any. */
@FunctionalInterface
interface Links {
  /** Of a shop whose calls go straight. */
  Links NONE = (from, to) -> "";

  /** What the wires from one service to another do: clear, cut or slow; empty without one. */
  String weather(String from, String to);
}
