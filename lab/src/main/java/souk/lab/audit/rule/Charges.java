// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The acquirer's statement, summed up for each authorisation. Not thread-safe. */
final class Charges {
  /** A payment's or an order's id: another key that has one in it is a second charge for it. */
  private static final Pattern ID = Pattern.compile("(pay|ord)_[0-9a-f]{32}");

  private final Map<String, Charge> charges = new HashMap<>();

  /**
   * Takes an entry.
   *
   * @param key of the authorisation
   * @param amount in minor units; 0 where nothing was reserved
   */
  void add(ChargeEntry entry, String key, long amount) {
    String id = idOf(key);
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

  /** What a key is summed up under: the id that it has in it, else itself. */
  static String idOf(String key) {
    Matcher id = ID.matcher(key);
    return id.find() ? id.group() : key;
  }

  /** The charge of a payment and its order, which is not given again. */
  Charge take(String paymentId, String orderId) {
    Charge ofPayment = charges.remove(paymentId);
    Charge ofOrder = charges.remove(orderId);
    Charge charge = ofPayment == null ? Charge.NONE : ofPayment;
    return ofOrder == null ? charge : charge.plus(ofOrder);
  }

  /** Those of which no payment is known. */
  Map<String, Charge> left() {
    return charges;
  }

  private Charge of(String id) {
    return charges.getOrDefault(id, Charge.NONE);
  }
}
