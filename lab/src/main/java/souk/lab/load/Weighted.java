// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.util.random.RandomGenerator;

/** Something that is chosen at random, some more often than others. */
interface Weighted {
  int weight();

  /** One of them. */
  static <T extends Weighted> T pick(T[] values, RandomGenerator random) {
    int all = 0;
    for (T value : values) {
      all += value.weight();
    }
    int drawn = random.nextInt(all);
    for (T value : values) {
      drawn -= value.weight();
      if (drawn < 0) {
        return value;
      }
    }
    throw new IllegalStateException("weights changed");
  }
}
