// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

/**
 * A turn at reconciling, and where it begins.
 *
 * @param fence the turn's number; a later turn has a higher one, and what an earlier one still
 *     writes is refused
 * @param pageToken where to read on in the statement
 * @param sweptTo the last order whose payment was looked at; empty at the beginning of a round
 */
record Turn(long fence, String pageToken, String sweptTo) {
  /** Another instance has taken over: this turn may write nothing more. */
  static final class Lost extends RuntimeException {
    Lost(long fence) {
      super("turn " + fence + " at reconciling was taken over");
    }
  }
}
