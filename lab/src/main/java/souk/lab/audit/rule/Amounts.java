// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

/** Writes amounts for people. */
final class Amounts {
  private static final int MINOR = 100;

  private Amounts() {}

  /** Minor units, of which a hundred are one, as in the shop's currency. */
  static String of(long minorUnits) {
    return "%s%d.%02d"
        .formatted(
            minorUnits < 0 ? "-" : "", Math.abs(minorUnits) / MINOR, Math.abs(minorUnits) % MINOR);
  }
}
