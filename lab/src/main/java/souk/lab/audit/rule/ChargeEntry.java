// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

/** What an entry of the acquirer's statement says was done. */
public enum ChargeEntry {
  AUTHORIZED,
  DECLINED,
  CAPTURED,
  CAPTURE_REFUSED,
  VOIDED,
  REFUNDED
}
