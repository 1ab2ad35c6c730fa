// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import org.jspecify.annotations.Nullable;

/**
 * One thing that must be true at the end.
 *
 * @param expected in words, with the bound
 * @param tooLongMillis by how much a time is longer than it may be; null for one that is not, and
 *     for all that is no time
 */
public record Check(
    String what, String measured, String expected, boolean holds, @Nullable Double tooLongMillis) {

  /** Of something that is no time. */
  public Check(String what, String measured, String expected, boolean holds) {
    this(what, measured, expected, holds, null);
  }

  /** A number that may not be greater. */
  public static Check atMost(String what, double measured, double most, String unit) {
    boolean holds = measured <= most;
    return new Check(
        what,
        number(measured, unit),
        "at most " + number(most, unit),
        holds,
        holds || !unit.equals("ms") ? null : measured - most);
  }

  /** A number that may not be less. */
  public static Check atLeast(String what, double measured, double least, String unit) {
    return new Check(
        what, number(measured, unit), "at least " + number(least, unit), measured >= least);
  }

  /** A number that must be just that. */
  public static Check exactly(String what, long measured, long expected) {
    return new Check(
        what, "%,d".formatted(measured), "%,d".formatted(expected), measured == expected);
  }

  /** A word that must be just that. */
  public static Check is(String what, String measured, String expected) {
    return new Check(what, measured, expected, measured.equals(expected));
  }

  /** Something that is so, or isn't. */
  public static Check that(String what, boolean holds, String measured) {
    return new Check(what, measured, "yes", holds);
  }

  private static String number(double value, String unit) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    String digits = whole ? "%,.0f".formatted(value) : "%,.1f".formatted(value);
    return unit.isEmpty() ? digits : digits + " " + unit;
  }
}
