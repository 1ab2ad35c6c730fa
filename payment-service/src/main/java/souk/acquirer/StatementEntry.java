// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import souk.service.Money;

/**
 * Something that the acquirer did.
 *
 * @param position orders the statement; 1 is the first
 * @param amount null when a key was closed that was never authorised
 */
record StatementEntry(
    long position, Kind kind, String authorizationKey, @Nullable Money amount, Instant time) {
  /** By the names of the contract. */
  enum Kind {
    AUTHORIZED,
    DECLINED,
    CAPTURED,
    CAPTURE_REFUSED,
    VOIDED,
    REFUNDED
  }

  StatementEntry {
    requireNonNull(kind, "kind");
    requireNonNull(time, "time");
    if (position < 1) {
      throw new IllegalArgumentException("position: " + position + " (expected: at least 1)");
    }
  }
}
