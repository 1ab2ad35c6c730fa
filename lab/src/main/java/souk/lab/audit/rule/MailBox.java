// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.HashMap;
import java.util.Map;

/** The mails of one kind that were sent. Not thread-safe. */
final class MailBox {
  private final Map<String, Integer> counts = new HashMap<>();

  void add(String orderId) {
    counts.merge(orderId, 1, Integer::sum);
  }

  /** How many there are for an order, which is known from now on. */
  int take(String orderId) {
    Integer count = counts.remove(orderId);
    return count == null ? 0 : count;
  }

  /** Those of orders that nobody knows of. */
  Map<String, Integer> left() {
    return counts;
  }
}
