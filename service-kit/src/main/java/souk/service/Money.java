// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static java.util.Objects.requireNonNull;

import java.util.Currency;

/**
 * An amount in a currency's minor units (cents), so that sums are exact. May be negative, as a
 * ledger's entries are.
 */
public record Money(Currency currency, long minorUnits) implements Comparable<Money> {
  private static final int NANO_DIGITS = 9;

  public Money {
    requireNonNull(currency, "currency");
    if (currency.getDefaultFractionDigits() < 0
        || currency.getDefaultFractionDigits() > NANO_DIGITS) {
      throw new IllegalArgumentException(currency + " has no minor units");
    }
  }

  /**
   * What a message says.
   *
   * @throws IllegalArgumentException for an unknown currency, fractions of a minor unit, nanos out
   *     of bounds or of another sign than units, or an amount beyond a long; the message is fit for
   *     the caller
   */
  public static Money of(com.google.type.Money message) {
    Currency currency;
    try {
      currency = Currency.getInstance(message.getCurrencyCode());
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("has no ISO 4217 currency_code", unknown);
    }
    long nanosPerMinor = power(NANO_DIGITS - currency.getDefaultFractionDigits());
    long minorPerUnit = power(currency.getDefaultFractionDigits());
    int nanos = message.getNanos();
    if (Math.abs((long) nanos) > 999_999_999L
        || (message.getUnits() > 0 && nanos < 0)
        || (message.getUnits() < 0 && nanos > 0)) {
      throw new IllegalArgumentException("has nanos out of bounds or of another sign than units");
    }
    if (nanos % nanosPerMinor != 0) {
      throw new IllegalArgumentException("has a fraction of the currency's smallest unit");
    }
    try {
      return new Money(
          currency,
          Math.addExact(
              Math.multiplyExact(message.getUnits(), minorPerUnit), nanos / nanosPerMinor));
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException("is too large", tooLarge);
    }
  }

  /** This amount as a message. */
  public com.google.type.Money toMessage() {
    long minorPerUnit = power(currency.getDefaultFractionDigits());
    long nanosPerMinor = power(NANO_DIGITS - currency.getDefaultFractionDigits());
    return com.google.type.Money.newBuilder()
        .setCurrencyCode(currency.getCurrencyCode())
        .setUnits(minorUnits / minorPerUnit)
        .setNanos((int) (minorUnits % minorPerUnit * nanosPerMinor))
        .build();
  }

  /**
   * The sum.
   *
   * @throws IllegalArgumentException for another currency
   * @throws ArithmeticException beyond a long
   */
  public Money plus(Money other) {
    return new Money(currency, Math.addExact(minorUnits, sameCurrency(other).minorUnits));
  }

  /**
   * The product.
   *
   * @throws ArithmeticException beyond a long
   */
  public Money times(long factor) {
    return new Money(currency, Math.multiplyExact(minorUnits, factor));
  }

  public boolean isPositive() {
    return minorUnits > 0;
  }

  /** Compares amounts of the same currency; others are an {@link IllegalArgumentException}. */
  @Override
  public int compareTo(Money other) {
    return Long.compare(minorUnits, sameCurrency(other).minorUnits);
  }

  private Money sameCurrency(Money other) {
    if (!other.currency.equals(currency)) {
      throw new IllegalArgumentException(other.currency + " (expected: " + currency + ")");
    }
    return other;
  }

  private static long power(int digits) {
    long power = 1;
    for (int i = 0; i < digits; i++) {
      power *= 10;
    }
    return power;
  }
}
