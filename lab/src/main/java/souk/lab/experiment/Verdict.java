// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

/**
 * How an experiment ended.
 *
 * @param line the result in one line, such as {@code 120 of 120 windows clean}
 */
public record Verdict(boolean passed, String line) {
  public static Verdict pass(String line) {
    return new Verdict(true, line);
  }

  public static Verdict fail(String line) {
    return new Verdict(false, line);
  }
}
