// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static java.util.Objects.requireNonNull;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.payment.AcquirerClient.Refund;
import souk.payment.AcquirerClient.Voiding;
import souk.payment.Finding.Repair;
import souk.payment.StatementPage.Operation;
import souk.service.LogId;
import souk.service.Refusal;

/**
 * Mends what lost answers left behind. A payment is moved by compare-and-set only, and the acquirer
 * asked under keys that follow from the payment: beside a call that lives after all, or another
 * instance that mends the same, this does no harm. Thread-safe; blocks as long as a call may.
 */
final class Repairs {
  private static final Logger log = LoggerFactory.getLogger(Repairs.class);

  private final PaymentStore store;
  private final AcquirerClient acquirer;
  private final Payments payments;

  enum Outcome {
    DONE,
    /** To be tried again. */
    NO_ANSWER,
    REFUSED
  }

  Repairs(PaymentStore store, AcquirerClient acquirer, Payments payments) {
    this.store = store;
    this.acquirer = acquirer;
    this.payments = payments;
  }

  /**
   * The same within a turn: once a later leader has taken over, a repair changes nothing any more,
   * and throws {@link Turn.Lost}.
   */
  Repairs within(Turn turn, TurnStore turns) {
    PaymentStore fenced = store.within(turn, turns);
    return new Repairs(fenced, acquirer, payments.on(fenced));
  }

  /**
   * Makes a repair.
   *
   * @param match that calls for it
   */
  Outcome make(Repair repair, Match match) {
    Payment payment = requireNonNull(match.ours());
    try {
      return switch (repair) {
        case BRING_FORWARD -> bringForward(payment, match.theirs());
        case FINISH_REVERSAL -> finishReversal(payment);
        case VOID -> voidAgain(payment);
        case REFUND -> refundAgain(payment);
      };
    } catch (IllegalStateException refused) {
      log.error("{}: the acquirer won't {}", LogId.of(payment.orderId()), repair, refused);
      return Outcome.REFUSED;
    }
  }

  private Outcome voidAgain(Payment payment) {
    return switch (acquirer.voidAgain(payment)) {
      // If it was captured after all, the statement says so next time.
      case Answer.Given<Voiding>(Voiding answer) ->
          answer == Voiding.VOIDED ? Outcome.DONE : Outcome.NO_ANSWER;
      case Answer.None<Voiding> none -> Outcome.NO_ANSWER;
    };
  }

  private Outcome refundAgain(Payment payment) {
    return switch (acquirer.refundAgain(payment)) {
      case Answer.Given<Refund>(Refund answer) ->
          answer == Refund.REFUNDED ? Outcome.DONE : Outcome.REFUSED;
      case Answer.None<Refund> none -> Outcome.NO_ANSWER;
    };
  }

  /** Each step as the acquirer's answer would have led to it. */
  private Outcome bringForward(Payment payment, AcquirerRecord theirs) {
    Payment now = payment;
    if (now.state() == PaymentState.AUTHORIZING && theirs.has(Operation.AUTHORIZED)) {
      now = store.move(now, Step.to(PaymentState.AUTHORIZED, LedgerEvent.AUTHORIZED));
    }
    if (now.state() == PaymentState.AUTHORIZED && theirs.isCharged()) {
      now = store.move(now, Step.to(PaymentState.CAPTURING));
    }
    if (now.state() == PaymentState.CAPTURING && theirs.isCharged()) {
      store.move(now, Step.to(PaymentState.CAPTURED, LedgerEvent.CAPTURED));
    } else if (now.state() == PaymentState.CAPTURING && theirs.has(Operation.CAPTURE_REFUSED)) {
      store.move(now, Step.to(PaymentState.CAPTURE_REFUSED));
    }
    return Outcome.DONE;
  }

  private Outcome finishReversal(Payment payment) {
    try {
      payments.reverse(payment.orderId());
      return Outcome.DONE;
    } catch (Refusal away) {
      return Outcome.NO_ANSWER;
    }
  }
}
