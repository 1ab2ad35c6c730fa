// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

/** The lanes of the queue: tasks of one wait for the same part of the shop, and only for that. */
enum LaneName {
  DECISION,
  INVENTORY,
  PAYMENT,
  CART
}
