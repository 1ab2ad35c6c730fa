// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import souk.acquirer.Authorization.State;

/** What a card does. Cards are tokens, never numbers. */
enum TestCard {
  VISA("tok_visa", State.APPROVED, ""),
  DECLINED("tok_declined", State.DECLINED, "card_declined"),
  INSUFFICIENT_FUNDS("tok_insufficient_funds", State.DECLINED, "insufficient_funds"),
  /** Its bank takes its time. */
  SLOW("tok_slow", State.PENDING, ""),
  /** Approved and recorded, but nobody hears of it the first time. */
  ANSWER_LOST("tok_answer_lost", State.APPROVED, ""),
  /** As if the acquirer were away: nothing is recorded and nothing answered. */
  ACQUIRER_DOWN("tok_acquirer_down", State.PENDING, ""),
  CAPTURE_REFUSED("tok_capture_refused", State.APPROVED, ""),
  UNKNOWN("", State.DECLINED, "unknown_card");

  private final String token;
  private final State firstState;
  private final String declineCode;

  TestCard(String token, State firstState, String declineCode) {
    this.token = token;
    this.firstState = firstState;
    this.declineCode = declineCode;
  }

  static TestCard of(String token) {
    for (TestCard card : values()) {
      if (card.token.equals(token)) {
        return card;
      }
    }
    return UNKNOWN;
  }

  /** The state of an authorisation when it is asked for. */
  State firstState() {
    return firstState;
  }

  /** Why it is declined; empty when it isn't. */
  String declineCode() {
    return declineCode;
  }
}
