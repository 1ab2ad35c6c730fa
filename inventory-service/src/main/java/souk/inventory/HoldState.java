// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

/** How far an order's hold has come. It only ever moves forward. */
enum HoldState {
  /** The lines are set apart. */
  HELD,
  /** The lines are sold. */
  SETTLED,
  /** Released, and nothing was sold; also of an order that never held anything. */
  FREED,
  /** Released after it was sold: the lines are on hand again. */
  RESTOCKED
}
