// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

/** Why an order is REJECTED or CANCELLED. */
enum OrderReason {
  NONE,
  OUT_OF_STOCK,
  CARD_DECLINED,
  TIMED_OUT,
  BY_SHOPPER,
  PAYMENT_FAILED
}
