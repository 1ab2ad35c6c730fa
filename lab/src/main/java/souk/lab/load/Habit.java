// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

/** What those who come to the shop do there. */
public enum Habit {
  /** Everything that people do, mistakes and regrets too; see {@link Visit}. */
  EVERYTHING,
  /**
   * The same, but whose bank never answers stays for the order and cancels it in the end: it would
   * be open for a quarter of an hour, in which nobody can say that the shop is at rest.
   */
  TIDY,
  /** One look at products: a page of them, a search, or one product. */
  BROWSE,
  /** One cart, one product, one checkout with a card that works, and patience. */
  BUY,
  /** Nine of ten browse, one buys. */
  MIXED
}
