// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

/**
 * What the acquirer's statement says of one authorisation. Amounts are in minor units.
 *
 * @param authorizations how often money was reserved
 * @param captures how often it was taken
 * @param voids how often it was given free
 * @param refunds how often it was given back
 * @param reserved what is reserved now, and neither taken nor given free
 * @param taken what was taken and not given back
 */
record Charge(int authorizations, int captures, int voids, int refunds, long reserved, long taken) {
  static final Charge NONE = new Charge(0, 0, 0, 0, 0, 0);

  Charge authorized(long amount) {
    return new Charge(authorizations + 1, captures, voids, refunds, reserved + amount, taken);
  }

  Charge captured(long amount) {
    return new Charge(
        authorizations, captures + 1, voids, refunds, reserved - amount, taken + amount);
  }

  Charge voided(long amount) {
    return new Charge(authorizations, captures, voids + 1, refunds, reserved - amount, taken);
  }

  Charge refunded(long amount) {
    return new Charge(authorizations, captures, voids, refunds + 1, reserved, taken - amount);
  }

  Charge plus(Charge other) {
    return new Charge(
        authorizations + other.authorizations,
        captures + other.captures,
        voids + other.voids,
        refunds + other.refunds,
        reserved + other.reserved,
        taken + other.taken);
  }

  /** How many charges stand: reserved or taken, and not undone. */
  int standing() {
    return Math.max(authorizations, captures) - voids - refunds;
  }

  /** Whether the card's holder has lost anything, or might. */
  boolean isStanding() {
    return standing() != 0 || reserved != 0 || taken != 0;
  }

  @Override
  public String toString() {
    return "%d authorised, %d captured, %d voided, %d refunded, %s reserved, %s taken"
        .formatted(
            authorizations, captures, voids, refunds, Amounts.of(reserved), Amounts.of(taken));
  }
}
