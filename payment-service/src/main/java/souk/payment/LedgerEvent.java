// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.util.List;

/**
 * What is posted to the ledger, each at most once for a payment. The lines of each sum to zero.
 *
 * <p>An authorisation is a promise and not money, so it stands in memo accounts until it is taken
 * or given free. A refund doesn't unsell: it is posted against its own account.
 */
enum LedgerEvent {
  AUTHORIZED,
  VOIDED,
  CAPTURED,
  REFUNDED;

  /**
   * The payment's whole amount on one account.
   *
   * @param sign 1 for a debit, -1 for a credit
   */
  record Line(String account, int sign) {}

  List<Line> lines() {
    return switch (this) {
      case AUTHORIZED -> List.of(debit("authorizations"), credit("authorizations_contra"));
      case VOIDED -> List.of(credit("authorizations"), debit("authorizations_contra"));
      case CAPTURED ->
          List.of(
              credit("authorizations"),
              debit("authorizations_contra"),
              debit("acquirer_receivable"),
              credit("sales"));
      case REFUNDED -> List.of(debit("sales_refunds"), credit("acquirer_receivable"));
    };
  }

  private static Line debit(String account) {
    return new Line(account, 1);
  }

  private static Line credit(String account) {
    return new Line(account, -1);
  }
}
