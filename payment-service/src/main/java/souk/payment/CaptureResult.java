// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

/** What an order is told of its capture. */
enum CaptureResult {
  CAPTURED,
  /** For good. */
  REFUSED,
  /** The payment was reversed. */
  CLOSED
}
