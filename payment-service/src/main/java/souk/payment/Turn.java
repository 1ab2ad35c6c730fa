// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

/**
 * A turn at reconciling, and where it begins.
 *
 * @param epoch of the leadership that it is taken in; once a later leader has taken a turn, what an
 *     earlier one still writes is refused
 * @param holder the leader's name
 * @param pageToken where to read on in the statement
 * @param sweptTo the last order whose payment was looked at; empty at the beginning of a round
 */
record Turn(long epoch, String holder, String pageToken, String sweptTo) {
  /** Another leader has taken over: this one may write nothing more. */
  static final class Lost extends RuntimeException {
    private final long by;

    Lost(long epoch, long by) {
      super("reconciling was taken over: leadership " + epoch + " by " + by);
      this.by = by;
    }

    /** The other leader's epoch: higher, or the same. */
    long by() {
      return by;
    }
  }
}
