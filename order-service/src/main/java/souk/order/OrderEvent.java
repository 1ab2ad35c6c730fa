// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

/** What can happen to an order; the names are the contract's. */
enum OrderEvent {
  PLACED,
  HELD,
  AUTHORIZED,
  CONFIRMED,
  REJECTED,
  CANCELLED,
  STOCK_SETTLED,
  PAYMENT_CAPTURED,
  CART_EMPTIED,
  STOCK_RELEASED,
  PAYMENT_REVERSED
}
