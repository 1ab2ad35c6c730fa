// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

/** The lanes of the queue: tasks of one wait for the same part of the shop, and only for that. */
enum LaneName {
  /**
   * Decisions that took long and came to nothing: a share of the next lane, in whose way they may
   * not be. A share is served before its whole, as it leaves something.
   */
  SLOW_DECISION,
  DECISION,
  INVENTORY,
  PAYMENT,
  CART,
  MAIL
}
