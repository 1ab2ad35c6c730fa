// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import java.util.List;

/**
 * A cart as it was when Redis answered.
 *
 * @param lines each of another product, in the order in which they came in; at most {@value
 *     #MAX_LINES}
 * @param version 1 when it is made, one more with each change
 */
record Cart(CartId id, List<Line> lines, long version) {
  static final int MAX_LINES = 100;

  Cart {
    lines = List.copyOf(lines);
    if (lines.size() > MAX_LINES) {
      throw new IllegalArgumentException(lines.size() + " lines");
    }
    if (version < 1) {
      throw new IllegalArgumentException("version " + version);
    }
  }
}
