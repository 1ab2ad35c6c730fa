// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

/** What comes of comparing a payment with the acquirer's record of it. */
sealed interface Finding {
  record Agrees() implements Finding {}

  /** Something was left behind, and what is right is known. */
  record Repairable(Repair repair) implements Finding {}

  /** Nobody can say from here what is right. */
  record Differs(Discrepancy discrepancy) implements Finding {}

  enum Repair {
    /** Ours learns what the acquirer did when it was asked. */
    BRING_FORWARD,
    /** A reversal that was begun is ended. */
    FINISH_REVERSAL,
    /** Money is reserved for a payment that is reversed. */
    VOID,
    /** Money was taken for a payment that is reversed. */
    REFUND;

    /** Whether it is the statement that shows that it was done. */
    boolean endsAtTheAcquirer() {
      return this == VOID || this == REFUND;
    }
  }

  enum Discrepancy {
    /** No payment has the key. */
    UNKNOWN_PAYMENT,
    /** Money was moved twice in the same way. */
    REPEATED,
    /** Another amount than the payment's. */
    OTHER_AMOUNT,
    /** Ours has an authorisation or a capture of which the statement says nothing. */
    NOT_ON_STATEMENT,
    /** The statement has what ours did not ask for, or was told the opposite of. */
    NOT_OURS,
    /** The acquirer confirmed a repair that its statement doesn't show, or refused it. */
    UNREPAIRED
  }
}
