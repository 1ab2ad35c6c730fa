// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * How the order service of a simulation differs from the real one, to see that the simulation would
 * notice.
 *
 * @param shop the other parts as they are seen through the flaw
 * @param writes how the flaw writes; with the book to read, and the other parts
 */
record Flaw(
    UnaryOperator<Participants> shop, BiFunction<SimulatedBook, Participants, OrderWrites> writes) {
  static final Flaw NONE = ofShop(UnaryOperator.identity());

  static Flaw ofShop(UnaryOperator<Participants> shop) {
    return new Flaw(shop, (book, unused) -> book);
  }

  static Flaw ofWrites(BiFunction<SimulatedBook, Participants, OrderWrites> writes) {
    return new Flaw(UnaryOperator.identity(), writes);
  }
}
