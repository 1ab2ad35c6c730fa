// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.HashMap;
import java.util.Map;

/** The acquirer's statement, summed up for each authorisation. Not thread-safe. */
final class Charges {
  /** A payment's id: what follows it in a key is a second authorisation of the same payment. */
  private static final int ID_LENGTH = "pay_".length() + 32;

  private final Map<String, Charge> charges = new HashMap<>();

  /**
   * Takes an entry.
   *
   * @param key of the authorisation
   * @param amount in minor units; 0 where nothing was reserved
   */
  void add(ChargeEntry entry, String key, long amount) {
    boolean hasFollower = key.startsWith("pay_") && key.length() > ID_LENGTH;
    String id = hasFollower ? key.substring(0, ID_LENGTH) : key;
    switch (entry) {
      case AUTHORIZED -> charges.put(id, of(id).authorized(amount));
      case CAPTURED -> charges.put(id, of(id).captured(amount));
      case REFUNDED -> charges.put(id, of(id).refunded(amount));
      case VOIDED -> {
        // A key that is closed before anything was reserved under it moves nothing.
        if (amount != 0) {
          charges.put(id, of(id).voided(amount));
        }
      }
      case DECLINED, CAPTURE_REFUSED -> {
        // Moves nothing.
      }
    }
  }

  /** The charge of a payment, which is not given again. */
  Charge take(String paymentId) {
    Charge charge = charges.remove(paymentId);
    return charge == null ? Charge.NONE : charge;
  }

  /** Those of which no payment is known. */
  Map<String, Charge> left() {
    return charges;
  }

  private Charge of(String id) {
    return charges.getOrDefault(id, Charge.NONE);
  }
}
