// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import java.time.Duration;

/**
 * How long carts live and how much of the past they know.
 *
 * @param used how long a cart with lines is kept after its last use
 * @param empty how long a cart without lines is kept after its last use, also when it had some
 * @param remembered how many requests, and how many orders, each cart remembers
 */
record CartLimits(Duration used, Duration empty, int remembered) {
  static final CartLimits STANDARD = new CartLimits(Duration.ofDays(30), Duration.ofHours(1), 64);

  CartLimits {
    if (!used.isPositive() || !empty.isPositive() || remembered < 1) {
      throw new IllegalArgumentException("limits must be above zero");
    }
  }
}
