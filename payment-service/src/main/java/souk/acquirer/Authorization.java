// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import souk.service.Money;

/**
 * What is known under an authorisation's key.
 *
 * @param amount null when the key was closed before anything was asked under it
 * @param card the token, null with {@code amount}
 * @param askedAt when it was asked for, or closed
 */
record Authorization(
    String key, State state, @Nullable Money amount, @Nullable String card, Instant askedAt) {
  /** Cards are charged within this time or not at all. */
  static final Duration CAPTURABLE_FOR = Duration.ofDays(7);

  /** Where the money is. */
  enum State {
    /** The bank has not decided. */
    PENDING,
    /** Reserved. */
    APPROVED,
    DECLINED,
    /** Voided before it was approved: it never will be. */
    CLOSED,
    /** Given free after it was reserved. */
    VOIDED,
    CAPTURED,
    REFUNDED
  }

  Authorization {
    requireNonNull(state, "state");
    requireNonNull(askedAt, "askedAt");
    if ((amount == null) != (card == null) || (amount == null && state != State.CLOSED)) {
      throw new IllegalArgumentException(state + " without amount and card");
    }
  }

  static Authorization asked(String key, Money amount, String card, Instant now) {
    return new Authorization(key, TestCard.of(card).firstState(), amount, card, now);
  }

  static Authorization closed(String key, Instant now) {
    return new Authorization(key, State.CLOSED, null, null, now);
  }

  /** Whether a request is the one that was recorded; of a closed key, any is. */
  boolean isFor(Money otherAmount, String otherCard) {
    return amount == null || (amount.equals(otherAmount) && otherCard.equals(card));
  }

  /** Whether a capture now would be honoured. */
  boolean isCapturable(Instant now) {
    return state == State.APPROVED
        && !now.isAfter(askedAt.plus(CAPTURABLE_FOR))
        && TestCard.of(requireNonNull(card)) != TestCard.CAPTURE_REFUSED;
  }
}
