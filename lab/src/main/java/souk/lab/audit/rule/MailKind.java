// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

/** What shoppers are written. */
public enum MailKind {
  /** Of a confirmed order. */
  RECEIPT(ViolationKind.RECEIPT_LOST, ViolationKind.RECEIPT_FOR_NOBODY),
  /** Of an order that was confirmed and then cancelled. */
  NOTICE(ViolationKind.NOTICE_LOST, ViolationKind.NOTICE_FOR_NOBODY);

  private final ViolationKind lost;
  private final ViolationKind forNobody;

  MailKind(ViolationKind lost, ViolationKind forNobody) {
    this.lost = lost;
    this.forNobody = forNobody;
  }

  ViolationKind lost() {
    return lost;
  }

  ViolationKind forNobody() {
    return forNobody;
  }
}
