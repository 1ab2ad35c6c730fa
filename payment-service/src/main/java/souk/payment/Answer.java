// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.util.function.Function;

/** What came of asking the acquirer: its answer, or none, which says nothing of what was done. */
sealed interface Answer<T> {
  record Given<T>(T value) implements Answer<T> {}

  /**
   * No answer.
   *
   * @param mayAskAgain false while the circuit breaker keeps calls from going out
   */
  record None<T>(boolean mayAskAgain) implements Answer<T> {}

  /** What follows from the answer; of none follows none. */
  default <R> Answer<R> then(Function<T, Answer<R>> next) {
    return switch (this) {
      case Given<T> given -> next.apply(given.value());
      case None<T> none -> new None<>(none.mayAskAgain());
    };
  }

  default <R> Answer<R> map(Function<T, R> mapper) {
    return then(value -> new Given<>(mapper.apply(value)));
  }
}
