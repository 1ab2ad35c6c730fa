// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.history;

import com.google.type.Money;
import java.util.Currency;

/** Money of the API as a whole number of its currency's smallest units, as databases keep it. */
public final class MinorUnits {
  private static final int NANO_DIGITS = 9;

  private MinorUnits() {}

  /**
   * The whole number.
   *
   * @throws IllegalArgumentException when the currency is none, or has no units so small
   */
  public static long of(Money money) {
    int digits = Currency.getInstance(money.getCurrencyCode()).getDefaultFractionDigits();
    long nanosOfUnit = 1;
    for (int i = digits; i < NANO_DIGITS; i++) {
      nanosOfUnit *= 10;
    }
    if (money.getNanos() % nanosOfUnit != 0) {
      throw new IllegalArgumentException(money.getNanos() + " nanos (expected: whole units)");
    }
    long inOne = 1_000_000_000 / nanosOfUnit;
    return Math.addExact(
        Math.multiplyExact(money.getUnits(), inOne), money.getNanos() / nanosOfUnit);
  }
}
