// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import souk.service.Money;

/**
 * An order's payment as it is stored.
 *
 * @param id under which the acquirer knows it
 * @param reversedFrom the state in which it was when it was to be reversed, else null
 * @param amount null for an order that was reversed before it ever paid
 * @param cardHash null with {@code amount}
 * @param declineCode the acquirer's, when it declined
 */
record Payment(
    String orderId,
    String id,
    PaymentState state,
    @Nullable PaymentState reversedFrom,
    @Nullable Money amount,
    @Nullable String cardHash,
    @Nullable String declineCode) {

  Payment {
    requireNonNull(orderId, "orderId");
    requireNonNull(id, "id");
    if ((amount == null) != (cardHash == null)
        || (amount == null && state != PaymentState.REVERSED)) {
      throw new IllegalArgumentException(state + " without amount and card");
    }
  }

  /** The intent to authorise. */
  static Payment intended(String orderId, String id, Money amount, String cardToken) {
    return new Payment(
        orderId, id, PaymentState.AUTHORIZING, null, amount, hash(id, cardToken), null);
  }

  /** What stays of an order that is reversed before it paid. */
  static Payment tombstone(String orderId, String id) {
    return new Payment(orderId, id, PaymentState.REVERSED, null, null, null, null);
  }

  /** This payment after a step. */
  Payment after(Step step) {
    if (!state.mayBecome(step.to())) {
      throw new IllegalStateException("payment " + id + ": " + state + " to " + step.to());
    }
    return new Payment(
        orderId,
        id,
        step.to(),
        step.to().isClosed() && !state.isClosed() ? state : reversedFrom,
        amount,
        cardHash,
        step.declineCode() == null ? declineCode : step.declineCode());
  }

  /** Whether a request asks for this payment; of an order that never paid, any does. */
  boolean isFor(Money otherAmount, String cardToken) {
    return amount == null || (amount.equals(otherAmount) && hash(id, cardToken).equals(cardHash));
  }

  /** Whether the ledger has its authorisation. */
  boolean isAuthorizationPosted() {
    return switch (reversedFromOrState()) {
      case AUTHORIZED, CAPTURING, CAPTURED, CAPTURE_REFUSED -> true;
      case AUTHORIZING, DECLINED, REVERSING, REVERSED -> false;
    };
  }

  /** Whether the ledger has its capture. */
  boolean isCapturePosted() {
    return reversedFromOrState() == PaymentState.CAPTURED;
  }

  Optional<String> declined() {
    return Optional.ofNullable(declineCode);
  }

  private PaymentState reversedFromOrState() {
    return reversedFrom == null ? state : reversedFrom;
  }

  /**
   * Tells cards apart without keeping them. With the payment's id in it, so that the same card
   * can't be found again in another payment.
   */
  private static String hash(String id, String cardToken) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] content = (id + " " + cardToken).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(sha256.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Without the order's id and the card. */
  @Override
  public String toString() {
    return id + " " + state + " " + amount;
  }
}
