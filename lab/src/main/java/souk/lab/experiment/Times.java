// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

/**
 * How long an experiment takes, about, with the start of its shop.
 *
 * @param usual in seconds
 * @param shortForm in seconds, with {@code --short}
 */
public record Times(int usual, int shortForm) {
  public Times {
    if (usual < 1 || shortForm < 1 || shortForm > usual) {
      throw new IllegalArgumentException(
          usual + ", " + shortForm + " (expected: the short form to be no longer)");
    }
  }
}
