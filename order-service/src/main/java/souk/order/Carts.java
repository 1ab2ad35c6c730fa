// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.List;

/** What an order needs of the carts. A call blocks, and ends by its deadline. */
interface Carts {
  /** What is in a cart. */
  CartResult get(String cartId);

  /** Takes what an order bought out of its cart, once for each order. */
  StepResult takeOut(Order order);

  /** A quantity of a product. */
  record CartLine(String productId, int quantity) {}

  /** What a cart said. */
  sealed interface CartResult permits Contents, NoSuchCart, Unanswered {}

  /** What is in it, perhaps nothing. */
  record Contents(List<CartLine> lines) implements CartResult {
    public Contents {
      lines = List.copyOf(lines);
    }
  }

  /** It never was, or has expired. */
  record NoSuchCart() implements CartResult {}
}
