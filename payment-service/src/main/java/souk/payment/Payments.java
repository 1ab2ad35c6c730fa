// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import souk.service.Money;
import souk.service.Refusal;

/**
 * Authorises, captures and reverses, each once for an order however often it is asked. Every
 * operation stores its intent, asks the acquirer until told, and stores the outcome; a call that
 * ends in between leaves the intent, from which the next one goes on. Thread-safe, also among
 * processes: what two calls ask at the same time has the same key at the acquirer, and only one of
 * them stores the answer.
 */
final class Payments {
  private final PaymentStore store;
  private final AcquirerClient acquirer;
  private final Patience patience;
  private final RandomGenerator random;

  /**
   * @param random makes the payments' ids; thread-safe and not to be guessed
   */
  Payments(PaymentStore store, AcquirerClient acquirer, Patience patience, RandomGenerator random) {
    this.store = store;
    this.acquirer = acquirer;
    this.patience = patience;
    this.random = random;
  }

  /** The same on another view of the store. */
  Payments on(PaymentStore other) {
    return new Payments(other, acquirer, patience, random);
  }

  /**
   * Reserves the order's total.
   *
   * @throws Refusal INVALID_ARGUMENT when it came with another amount or card before; UNAVAILABLE
   *     when the acquirer has not answered
   */
  AuthorizeResult authorize(String orderId, Money amount, String cardToken) {
    String newId = newId();
    Payment payment = store.begin(Payment.intended(orderId, newId, amount, cardToken));
    if (!payment.isFor(amount, cardToken)) {
      throw Refusal.requestIdReused("order_id");
    }
    AtomicBoolean asked = new AtomicBoolean(!payment.id().equals(newId));
    Payment decided =
        untilDecided(
            payment,
            PaymentState.AUTHORIZING,
            intent ->
                acquirer.authorize(intent, cardToken, asked.getAndSet(true)).map(Payments::stepOf));
    return switch (decided.state()) {
      case AUTHORIZED, CAPTURING, CAPTURED, CAPTURE_REFUSED -> new AuthorizeResult.Authorized();
      case DECLINED -> new AuthorizeResult.Declined(decided.declined().orElseThrow());
      case REVERSING, REVERSED -> new AuthorizeResult.Closed();
      case AUTHORIZING -> throw new IllegalStateException("undecided: " + decided);
    };
  }

  /**
   * Takes what is reserved.
   *
   * @throws Refusal FAILED_PRECONDITION when nothing was authorised; UNAVAILABLE when the acquirer
   *     has not answered
   */
  CaptureResult capture(String orderId) {
    Payment payment = store.find(orderId).orElseThrow(Payments::notAuthorized);
    if (payment.state() == PaymentState.AUTHORIZED) {
      payment = store.move(payment, Step.to(PaymentState.CAPTURING));
    }
    Payment decided =
        untilDecided(
            payment,
            PaymentState.CAPTURING,
            intent -> acquirer.capture(intent).map(Payments::stepOf));
    return switch (decided.state()) {
      case CAPTURED -> CaptureResult.CAPTURED;
      case CAPTURE_REFUSED -> CaptureResult.REFUSED;
      case REVERSING, REVERSED -> CaptureResult.CLOSED;
      case AUTHORIZING, DECLINED -> throw notAuthorized();
      case AUTHORIZED, CAPTURING -> throw new IllegalStateException("undecided: " + decided);
    };
  }

  /**
   * Undoes the payment, for ever, whatever else is under way; returns when nothing is charged and
   * nothing will be.
   *
   * @throws Refusal UNAVAILABLE when the acquirer has not confirmed it
   */
  void reverse(String orderId) {
    Payment payment =
        store.find(orderId).orElseGet(() -> store.begin(Payment.tombstone(orderId, newId())));
    while (!payment.state().isClosed()) {
      // A lost race is one step of another call, and there are few of them.
      PaymentState next =
          payment.state() == PaymentState.DECLINED ? PaymentState.REVERSED : PaymentState.REVERSING;
      payment = store.move(payment, Step.to(next));
    }
    untilDecided(payment, PaymentState.REVERSING, this::undo);
  }

  /**
   * Asks until the payment has left the state: by the answer, or because another call moved it.
   *
   * @param ask gives the step that the acquirer's answer leads to
   */
  private Payment untilDecided(
      Payment payment, PaymentState intent, Function<Payment, Answer<Step>> ask) {
    Patience.Spell spell = patience.begin();
    Payment now = payment;
    while (now.state() == intent) {
      switch (ask.apply(now)) {
        case Answer.Given<Step> given -> now = store.move(now, given.value());
        case Answer.None<Step> none -> {
          if (!none.mayAskAgain() || !spell.pause()) {
            throw Refusal.dependencyAway(
                "ACQUIRER_UNAVAILABLE",
                "the card acquirer has not answered; repeat, and it goes on from there");
          }
          now = store.current(now);
        }
      }
    }
    return now;
  }

  private static Step stepOf(AcquirerClient.Authorization answer) {
    return switch (answer) {
      case AcquirerClient.Authorization.Approved approved ->
          Step.to(PaymentState.AUTHORIZED, LedgerEvent.AUTHORIZED);
      case AcquirerClient.Authorization.Declined declined -> Step.declined(declined.code());
      case AcquirerClient.Authorization.Voided voided -> Step.to(PaymentState.REVERSED);
    };
  }

  private static Step stepOf(AcquirerClient.Capture answer) {
    return switch (answer) {
      case CAPTURED -> Step.to(PaymentState.CAPTURED, LedgerEvent.CAPTURED);
      case REFUSED -> Step.to(PaymentState.CAPTURE_REFUSED);
    };
  }

  /**
   * The void comes first, also where a capture may be on its way: it either comes before the
   * capture, which is then refused, or learns that the money was taken.
   */
  private Answer<Step> undo(Payment payment) {
    if (payment.isCapturePosted()) {
      return refund(payment);
    }
    return acquirer
        .voidAuthorization(payment)
        .then(
            answer ->
                switch (answer) {
                  case VOIDED ->
                      new Answer.Given<>(
                          payment.isAuthorizationPosted()
                              ? Step.to(PaymentState.REVERSED, LedgerEvent.VOIDED)
                              : Step.to(PaymentState.REVERSED));
                  case ALREADY_CAPTURED -> refund(payment);
                });
  }

  private Answer<Step> refund(Payment payment) {
    return acquirer
        .refund(payment)
        .map(
            answer ->
                switch (answer) {
                  case REFUNDED ->
                      payment.isCapturePosted()
                          ? Step.to(PaymentState.REVERSED, LedgerEvent.REFUNDED)
                          : Step.to(
                              PaymentState.REVERSED, LedgerEvent.CAPTURED, LedgerEvent.REFUNDED);
                  case REFUSED ->
                      throw new IllegalStateException("no refund of what was captured: " + payment);
                });
  }

  private String newId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return "pay_" + HexFormat.of().formatHex(bytes);
  }

  private static Refusal notAuthorized() {
    return Refusal.failedPrecondition(
        "NOT_AUTHORIZED", "nothing is authorised for this order", Map.of());
  }
}
