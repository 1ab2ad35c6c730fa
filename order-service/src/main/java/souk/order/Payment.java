// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

/**
 * What an order needs of payment. Every operation is keyed by the order and may be repeated. A call
 * blocks, and ends by its deadline.
 */
interface Payment {
  /** Reserves the total on the card. */
  AuthorizeResult authorize(Order order, CardToken cardToken);

  /** Takes the reserved money. */
  CaptureResult capture(String orderId);

  /** Voids what is reserved or refunds what was taken, and refuses the order for ever. */
  StepResult reverse(String orderId);

  /** What became of an authorisation. */
  sealed interface AuthorizeResult permits Authorized, Declined, AuthorizeClosed, Unanswered {}

  record Authorized() implements AuthorizeResult {}

  /** The card's bank refused, with the acquirer's code for it. */
  record Declined(String code) implements AuthorizeResult {}

  /** The payment was reversed before: somebody else has decided the order. */
  record AuthorizeClosed() implements AuthorizeResult {}

  /** What became of a capture: the step's outcomes, and the acquirer's final no. */
  sealed interface CaptureResult permits StepResult, CaptureRefused {}

  record CaptureRefused() implements CaptureResult {}
}
