// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import souk.acquirer.Authorization.State;

/**
 * Something asked of an authorisation.
 *
 * @param key the operation's own
 */
record Operation(String key, Kind kind, String authorizationKey) {
  enum Kind {
    CAPTURE,
    VOID,
    REFUND
  }

  enum Outcome {
    CAPTURED,
    REFUSED,
    VOIDED,
    ALREADY_CAPTURED,
    REFUNDED
  }

  /**
   * What follows.
   *
   * @param state of the authorisation afterwards; null when it stays
   * @param entry for the statement; null when nothing was done
   */
  record Decision(Outcome outcome, @Nullable State state, StatementEntry.@Nullable Kind entry) {
    private static Decision nothingDone(Outcome outcome) {
      return new Decision(outcome, null, null);
    }
  }

  Operation {
    requireNonNull(key, "key");
    requireNonNull(kind, "kind");
    requireNonNull(authorizationKey, "authorizationKey");
  }

  /**
   * The rules: what this does to an authorisation.
   *
   * @param authorization null when the key is unknown, which a void closes before it asks
   */
  Decision decide(@Nullable Authorization authorization, Instant now) {
    if (authorization == null) {
      return Decision.nothingDone(Outcome.REFUSED);
    }
    return switch (kind) {
      case CAPTURE ->
          authorization.isCapturable(now)
              ? new Decision(Outcome.CAPTURED, State.CAPTURED, StatementEntry.Kind.CAPTURED)
              : new Decision(Outcome.REFUSED, null, StatementEntry.Kind.CAPTURE_REFUSED);
      case VOID ->
          switch (authorization.state()) {
            case APPROVED -> new Decision(Outcome.VOIDED, State.VOIDED, StatementEntry.Kind.VOIDED);
            case PENDING -> new Decision(Outcome.VOIDED, State.CLOSED, StatementEntry.Kind.VOIDED);
            case CLOSED, DECLINED, VOIDED -> Decision.nothingDone(Outcome.VOIDED);
            case CAPTURED, REFUNDED -> Decision.nothingDone(Outcome.ALREADY_CAPTURED);
          };
      case REFUND ->
          authorization.state() == State.CAPTURED
              ? new Decision(Outcome.REFUNDED, State.REFUNDED, StatementEntry.Kind.REFUNDED)
              : Decision.nothingDone(Outcome.REFUSED);
    };
  }
}
