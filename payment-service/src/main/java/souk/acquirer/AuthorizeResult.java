// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

/** What the caller of an authorisation is told. */
sealed interface AuthorizeResult {
  /** It was approved, whatever became of the money since. */
  record Approved() implements AuthorizeResult {}

  record Declined(String code) implements AuthorizeResult {}

  /** The key was voided before it was approved. */
  record Voided() implements AuthorizeResult {}

  /** Nothing: the answer is lost. */
  record Unheard() implements AuthorizeResult {}
}
