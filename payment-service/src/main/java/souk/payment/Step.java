// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of a payment's state with what it posts.
 *
 * @param declineCode the acquirer's, with DECLINED only
 */
record Step(PaymentState to, List<LedgerEvent> events, @Nullable String declineCode) {
  Step {
    events = List.copyOf(events);
    if ((to == PaymentState.DECLINED) != (declineCode != null)) {
      throw new IllegalArgumentException(to + " with decline code " + declineCode);
    }
  }

  static Step to(PaymentState state, LedgerEvent... events) {
    return new Step(state, List.of(events), null);
  }

  static Step declined(String code) {
    return new Step(PaymentState.DECLINED, List.of(), code);
  }
}
