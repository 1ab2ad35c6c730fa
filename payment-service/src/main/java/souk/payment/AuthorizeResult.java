// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

/** What an order is told of its authorisation. */
sealed interface AuthorizeResult {
  /** The money is reserved, or was taken since. */
  record Authorized() implements AuthorizeResult {}

  record Declined(String code) implements AuthorizeResult {}

  /** The payment was reversed. */
  record Closed() implements AuthorizeResult {}
}
