// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

/** What comes through a wire. */
public enum Passage {
  /** All of it. */
  FREE,
  /** Nothing in either direction, until the weather changes; what was sent meanwhile comes late. */
  HELD,
  /** The callee hears everything, the caller nothing, until the weather changes. */
  ANSWERS_HELD,
  /** The connection is reset when an answer is on its way: the work is done, and nobody is told. */
  ANSWERS_LOST,
  /** No connection comes about, and those that there were are reset. */
  REFUSED,
  /** Each request is delivered twice; the caller hears the first one's answer. */
  TWICE
}
