// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import java.time.Duration;

/** Says of a setting what it is and what was expected. */
final class Checks {

  private Checks() {}

  static void that(boolean condition, String name, Object value, String expected) {
    if (!condition) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }

  static void positive(String name, Duration value) {
    that(value.isPositive(), name, value, "positive");
  }
}
