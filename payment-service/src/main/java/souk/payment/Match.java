// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.util.List;
import org.jspecify.annotations.Nullable;
import souk.payment.Finding.Discrepancy;
import souk.payment.Finding.Repair;
import souk.payment.StatementPage.Operation;

/**
 * A payment beside the acquirer's record of it.
 *
 * @param ours null when no payment has the record's key
 */
record Match(@Nullable Payment ours, AcquirerRecord theirs) {
  /** This and what comes next on the statement. */
  Match with(List<StatementPage.Entry> entries) {
    AcquirerRecord after = theirs;
    for (StatementPage.Entry entry : entries) {
      after = after.with(entry);
    }
    return new Match(ours, after);
  }

  boolean agrees() {
    return finding() instanceof Finding.Agrees;
  }

  /**
   * What it says. A call that is under way looks like something that was left behind, so this says
   * something only of what has not changed for a while.
   */
  Finding finding() {
    if (ours == null) {
      return new Finding.Differs(Discrepancy.UNKNOWN_PAYMENT);
    }
    if (theirs.isRepeated()) {
      return new Finding.Differs(Discrepancy.REPEATED);
    }
    if (theirs.amountsVary() || isOtherAmount(ours)) {
      return new Finding.Differs(Discrepancy.OTHER_AMOUNT);
    }
    if ((ours.isAuthorizationPosted() && !theirs.has(Operation.AUTHORIZED))
        || (ours.isCapturePosted() && !theirs.has(Operation.CAPTURED))) {
      return new Finding.Differs(Discrepancy.NOT_ON_STATEMENT);
    }
    return switch (ours.state()) {
      case REVERSED -> ofReversed();
      case REVERSING -> new Finding.Repairable(Repair.FINISH_REVERSAL);
      case AUTHORIZING, AUTHORIZED, DECLINED, CAPTURING, CAPTURED, CAPTURE_REFUSED ->
          isGivenBack() ? new Finding.Differs(Discrepancy.NOT_OURS) : ofOpen(ours.state());
    };
  }

  /** Of an order that never paid there is no amount; what is then reserved is voided, whatever. */
  private boolean isOtherAmount(Payment payment) {
    return payment.amount() != null
        && theirs.amount() != null
        && !payment.amount().equals(theirs.amount());
  }

  private Finding ofReversed() {
    if (theirs.isCharged()) {
      return new Finding.Repairable(Repair.REFUND);
    }
    return theirs.isHeld() ? new Finding.Repairable(Repair.VOID) : new Finding.Agrees();
  }

  /** An undo is stored before it is asked for: this one was another's. */
  private boolean isGivenBack() {
    return theirs.has(Operation.VOIDED) || theirs.has(Operation.REFUNDED);
  }

  private Finding ofOpen(PaymentState state) {
    boolean behind =
        switch (state) {
          case AUTHORIZING -> theirs.has(Operation.AUTHORIZED);
          case AUTHORIZED -> theirs.isCharged();
          case CAPTURING -> theirs.isCharged() || theirs.has(Operation.CAPTURE_REFUSED);
          case DECLINED, CAPTURED, CAPTURE_REFUSED, REVERSING, REVERSED -> false;
        };
    boolean opposite =
        switch (state) {
          case DECLINED -> theirs.isHeld() || theirs.isCharged();
          case CAPTURE_REFUSED -> theirs.isCharged();
          case AUTHORIZING, AUTHORIZED, CAPTURING, CAPTURED, REVERSING, REVERSED -> false;
        };
    if (opposite) {
      return new Finding.Differs(Discrepancy.NOT_OURS);
    }
    return behind ? new Finding.Repairable(Repair.BRING_FORWARD) : new Finding.Agrees();
  }
}
