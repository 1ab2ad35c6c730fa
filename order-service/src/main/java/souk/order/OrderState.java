// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

/** How an order stands. */
enum OrderState {
  PENDING,
  CONFIRMED,
  REJECTED,
  CANCELLED
}
