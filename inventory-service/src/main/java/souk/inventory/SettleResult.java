// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

/** What became of a settlement. */
sealed interface SettleResult {
  /** What was held is sold. */
  record Settled() implements SettleResult {}

  /** The order was released before: there is nothing to settle. */
  record Closed() implements SettleResult {}

  /** The order never held anything. */
  record NotHeld() implements SettleResult {}
}
