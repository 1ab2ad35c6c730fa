// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

/** When a shop is judged. */
public enum AuditMode {
  /**
   * While it runs: only orders that have not changed for 10 seconds and have no tasks; what is
   * found must be found twice.
   */
  LIVE,
  /** After it has come to rest: everything, and what is still open is a violation. */
  FINAL
}
