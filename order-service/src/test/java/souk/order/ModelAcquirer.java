// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import souk.service.Money;

/**
 * The card acquirer: every operation carries a key, the same key gives the same answer, and what is
 * undone, even unknown, is undone for ever. With the test cards. Thread-safe.
 */
final class ModelAcquirer {
  /** What it says of a key; {@code NONE} is what a caller has who heard nothing. */
  enum Answer {
    APPROVED,
    DECLINED,
    CAPTURED,
    CAPTURE_REFUSED,
    UNDONE,
    UNKNOWN_KEY,
    NONE
  }

  private record Charge(Money amount, CardToken card, Answer state) {
    Charge now(Answer next) {
      return new Charge(amount, card, next);
    }
  }

  // Guarded by this.
  private final Map<String, Charge> charges = new HashMap<>();

  synchronized Answer authorize(String key, Money amount, CardToken card) {
    Charge known = charges.get(key);
    if (known == null) {
      boolean declined = card.value().equals("tok_declined");
      known = new Charge(amount, card, declined ? Answer.DECLINED : Answer.APPROVED);
      charges.put(key, known);
    }
    return known.state() == Answer.CAPTURED ? Answer.APPROVED : known.state();
  }

  synchronized Answer capture(String key) {
    Charge known = charges.get(key);
    if (known == null || known.state() == Answer.DECLINED) {
      return Answer.UNKNOWN_KEY;
    }
    if (known.state() == Answer.APPROVED && known.card().value().equals("tok_capture_refused")) {
      return Answer.CAPTURE_REFUSED;
    }
    if (known.state() == Answer.APPROVED) {
      charges.put(key, known.now(Answer.CAPTURED));
      return Answer.CAPTURED;
    }
    return known.state();
  }

  /** Voids what is approved, gives back what was captured. */
  synchronized Answer undo(String key) {
    Charge known = charges.get(key);
    Charge nothing =
        new Charge(new Money(ModelShop.EUR, 0), new CardToken("tok_none"), Answer.UNDONE);
    charges.put(key, known == null ? nothing : known.now(Answer.UNDONE));
    return Answer.UNDONE;
  }

  /** What is reserved on or taken from the card. */
  synchronized Optional<Money> charged(String key) {
    Charge known = charges.get(key);
    boolean isCharged =
        known != null && (known.state() == Answer.APPROVED || known.state() == Answer.CAPTURED);
    return isCharged ? Optional.of(known.amount()) : Optional.empty();
  }

  synchronized boolean isCaptured(String key) {
    Charge known = charges.get(key);
    return known != null && known.state() == Answer.CAPTURED;
  }

  /** How many keys have money reserved or taken. */
  synchronized long charges() {
    return charges.keySet().stream().filter(key -> charged(key).isPresent()).count();
  }
}
