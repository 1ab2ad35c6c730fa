// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

/** Something that an experiment needs is missing where it is to run: it is skipped. */
public final class NotThere extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param missing what, in one line
   */
  NotThere(String missing) {
    super(missing);
  }

  /** What is missing. */
  public String missing() {
    return String.valueOf(getMessage());
  }
}
