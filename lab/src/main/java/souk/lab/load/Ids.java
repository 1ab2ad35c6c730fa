// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Request ids: random UUIDs, version 4, that follow from a seed. */
final class Ids {
  private static final long VERSION = 0xF000L;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT = 0xC000_0000_0000_0000L;
  private static final long VARIANT_RFC_9562 = 0x8000_0000_0000_0000L;

  private Ids() {}

  static String next(RandomGenerator random) {
    long high = (random.nextLong() & ~VERSION) | VERSION_4;
    long low = (random.nextLong() & ~VARIANT) | VARIANT_RFC_9562;
    return new UUID(high, low).toString();
  }
}
