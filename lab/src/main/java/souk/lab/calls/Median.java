// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.util.List;

/** The middle one of an odd number of figures: one disturbed run does not move it. */
final class Median {
  private Median() {}

  static double of(List<Double> figures) {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }
}
