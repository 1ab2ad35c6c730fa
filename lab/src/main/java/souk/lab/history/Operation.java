// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a client.
 *
 * @param id its number in its file
 * @param askedAt when, by the client's clock
 * @param told null when the client ended before it was told, or is still asking
 * @param toldAt null with it
 */
public record Operation(
    long id, Asked asked, Instant askedAt, @Nullable Told told, @Nullable Instant toldAt) {
  public Operation {
    if ((told == null) != (toldAt == null)) {
      throw new IllegalArgumentException("told without a time, or a time without told");
    }
  }

  /** What the client may take it for; unknown without an answer. */
  public Outcome outcome() {
    return told == null ? Outcome.UNKNOWN : told.outcome();
  }
}
