// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.util.Locale;

/**
 * What was measured, beside what was to be reached.
 *
 * @param name what it is
 * @param measured with its unit
 * @param bare the same without the libraries, or before the fault; "-" where there is no such thing
 * @param goal in words
 * @param met whether it was reached
 */
record Figure(String name, String measured, String bare, String goal, boolean met) {
  /** One that must not exceed its goal. */
  static Figure atMost(String name, double measured, String bare, double most, String unit) {
    return new Figure(
        name, number(measured, unit), bare, "<= " + number(most, unit), measured <= most);
  }

  /** One that must reach its goal. */
  static Figure atLeast(String name, double measured, String bare, double least, String unit) {
    return new Figure(
        name, number(measured, unit), bare, ">= " + number(least, unit), measured >= least);
  }

  /** Requests that nobody answered rightly, of which there must be none. */
  static Figure noneFailed(String name, Requests requests) {
    return new Figure(
        name,
        "%,d of %,d".formatted(requests.failed(), requests.count()),
        "-",
        "0",
        requests.count() > 0 && requests.failed() == 0);
  }

  static String number(double value, String unit) {
    String digits = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
    return digits.formatted(value) + (unit.isEmpty() ? "" : " " + unit);
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "  %-52s %16s %16s %14s  %s",
        name,
        measured,
        bare,
        goal,
        met ? "met" : "MISSED");
  }
}
