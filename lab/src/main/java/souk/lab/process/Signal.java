// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

/** How a process is asked, or made, to end, to stand still, or to go on. */
public enum Signal {
  /** The polite request that a service answers by draining. */
  TERM,
  /**
   * PostgreSQL's fast shutdown: clients are cut off, data is written. Its TERM would wait for every
   * client.
   */
  INT,
  /** A JVM writes to its output what each of its threads does, and goes on. */
  QUIT,
  /** The end at once, which no process can refuse. */
  KILL,
  /**
   * Stand still at once, which no process can refuse: it neither works nor ends, nor closes
   * anything.
   */
  STOP,
  /** Go on after STOP, as if no time had passed. */
  CONT
}
