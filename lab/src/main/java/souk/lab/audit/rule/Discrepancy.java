// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.Set;

/**
 * A difference between its records and the acquirer's that payment found itself, could not repair,
 * and keeps for ever.
 *
 * @param key of the authorisation
 * @param kind as payment names it
 * @param ours what payment had
 * @param theirs what the acquirer's statement had
 */
public record Discrepancy(String key, String kind, String ours, String theirs) {
  /** Of these it can be seen by the money alone whether somebody has put them right. */
  private static final Set<String> SEEN_BY_MONEY =
      Set.of("UNKNOWN_PAYMENT", "REPEATED", "NOT_ON_STATEMENT");

  /**
   * Whether it still is one: the ledger and the acquirer say different things; of other kinds also
   * while anything stands, since they may differ in what is not seen here.
   *
   * @param taken what the ledger says was taken and not given back, in minor units
   * @param reserved what it says is reserved
   */
  boolean isOpen(long taken, long reserved, Charge charge) {
    return taken != charge.taken()
        || reserved != charge.reserved()
        || (charge.isStanding() && !SEEN_BY_MONEY.contains(kind));
  }

  @Override
  public String toString() {
    return "payment found %s: ours %s; theirs %s".formatted(kind, ours, theirs);
  }
}
