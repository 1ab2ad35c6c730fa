// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.util.Set;

/**
 * How far a payment is. The states that end in -ING are intents: stored before the acquirer is
 * called, left when it has answered. The transition table:
 *
 * <pre>
 * AUTHORIZING → AUTHORIZED, DECLINED                   the acquirer's answer
 * AUTHORIZED → CAPTURING → CAPTURED, CAPTURE_REFUSED   the acquirer's answer
 * all of these but DECLINED → REVERSING → REVERSED     voided or refunded
 * DECLINED, AUTHORIZING → REVERSED                     nothing is reserved, and nothing will be
 * </pre>
 *
 * An order that was never heard of begins REVERSED when it is reversed.
 */
enum PaymentState {
  AUTHORIZING,
  AUTHORIZED,
  DECLINED,
  CAPTURING,
  CAPTURED,
  CAPTURE_REFUSED,
  REVERSING,
  REVERSED;

  boolean mayBecome(PaymentState next) {
    return successors().contains(next);
  }

  private Set<PaymentState> successors() {
    return switch (this) {
      case AUTHORIZING -> Set.of(AUTHORIZED, DECLINED, REVERSING, REVERSED);
      case AUTHORIZED -> Set.of(CAPTURING, REVERSING);
      case DECLINED, REVERSING -> Set.of(REVERSED);
      case CAPTURING -> Set.of(CAPTURED, CAPTURE_REFUSED, REVERSING);
      case CAPTURED, CAPTURE_REFUSED -> Set.of(REVERSING);
      case REVERSED -> Set.of();
    };
  }

  /** Whether it is being undone or is undone: nothing else can become of it. */
  boolean isClosed() {
    return this == REVERSING || this == REVERSED;
  }
}
