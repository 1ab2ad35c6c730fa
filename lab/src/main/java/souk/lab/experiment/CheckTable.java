// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.util.List;

/** What must be true, and whether it is, for people in a terminal. */
final class CheckTable {
  private CheckTable() {}

  static void print(Run run, List<Check> checks) {
    int what = width(checks.stream().map(Check::what).toList());
    int measured = width(checks.stream().map(Check::measured).toList());
    String line = "  %-4s  %-" + what + "s  %" + measured + "s  (%s)";
    for (Check check : checks) {
      run.print(
          line.formatted(
                  check.holds() ? "ok" : "FAIL", check.what(), check.measured(), check.expected())
              .stripTrailing());
    }
  }

  private static int width(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(1);
  }
}
