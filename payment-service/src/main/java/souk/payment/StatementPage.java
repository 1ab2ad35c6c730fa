// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;
import souk.service.Money;

/**
 * A part of the acquirer's statement, oldest entry first.
 *
 * @param nextToken asks for what follows, also later; empty when there was never an entry
 */
record StatementPage(List<Entry> entries, String nextToken) {
  /** What the acquirer may have done, by the names of its contract. */
  enum Operation {
    AUTHORIZED,
    DECLINED,
    CAPTURED,
    CAPTURE_REFUSED,
    VOIDED,
    REFUNDED
  }

  /**
   * Something that the acquirer did.
   *
   * @param key of the authorisation
   * @param amount null when a key was closed that was never authorised
   */
  record Entry(String key, Operation operation, @Nullable Money amount) {
    Entry {
      requireNonNull(key, "key");
      requireNonNull(operation, "operation");
    }
  }

  StatementPage {
    entries = List.copyOf(entries);
    requireNonNull(nextToken, "nextToken");
  }
}
