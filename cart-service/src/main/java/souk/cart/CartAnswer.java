// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

/** What comes of a request for a cart. */
sealed interface CartAnswer {
  /** Done, now or by an earlier request with the same id: the cart as it is now. */
  record Current(Cart cart) implements CartAnswer {}

  /** Nothing was changed; the names are also those of the scripts' answers. */
  enum Refused implements CartAnswer {
    /** It has expired, or never was. */
    UNKNOWN_CART,
    /** The same request id came with other content before. */
    REQUEST_ID_REUSED,
    /** A further line would be one too many. */
    CART_FULL,
    /** A line would have too many pieces. */
    QUANTITY_TOO_LARGE
  }
}
