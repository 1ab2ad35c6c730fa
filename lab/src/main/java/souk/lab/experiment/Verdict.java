// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

/**
 * How an experiment ended.
 *
 * @param line the result in one line, such as {@code 120 of 120 windows clean}
 */
public record Verdict(Ending ending, String line) {
  /** What it comes to. */
  public enum Ending {
    PASS,
    FAIL,
    /** Times were too long, by no more than the machine itself stood still: nothing is known. */
    INCONCLUSIVE,
    /** Something that it needs is missing here: nothing is known. */
    SKIP
  }

  public static Verdict pass(String line) {
    return new Verdict(Ending.PASS, line);
  }

  public static Verdict fail(String line) {
    return new Verdict(Ending.FAIL, line);
  }

  public static Verdict inconclusive(String line) {
    return new Verdict(Ending.INCONCLUSIVE, line);
  }

  /**
   * Nothing was tried.
   *
   * @param missing what would be needed
   */
  public static Verdict skip(String missing) {
    return new Verdict(Ending.SKIP, missing);
  }

  public boolean passed() {
    return ending == Ending.PASS;
  }
}
