// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.history;

import org.jspecify.annotations.Nullable;

/**
 * What a client is about to ask. What its kind does not have is null, a quantity then 0.
 *
 * @param requestId of a write: the one id of all attempts
 */
public record Asked(
    Kind kind,
    @Nullable String cartId,
    @Nullable String requestId,
    @Nullable String productId,
    int quantity,
    @Nullable String orderId) {

  /** The operations of a client. */
  public enum Kind {
    CREATE_CART,
    ADD_ITEM,
    SET_QUANTITY,
    REMOVE_ITEM,
    GET_CART,
    CHECKOUT,
    CANCEL_ORDER,
    GET_ORDER
  }

  public Asked {
    boolean needsCart =
        switch (kind) {
          case ADD_ITEM, SET_QUANTITY, REMOVE_ITEM, GET_CART, CHECKOUT -> true;
          case CREATE_CART, CANCEL_ORDER, GET_ORDER -> false;
        };
    boolean needsProduct =
        switch (kind) {
          case ADD_ITEM, SET_QUANTITY, REMOVE_ITEM -> true;
          case CREATE_CART, GET_CART, CHECKOUT, CANCEL_ORDER, GET_ORDER -> false;
        };
    boolean needsOrder = kind == Kind.CANCEL_ORDER || kind == Kind.GET_ORDER;
    boolean needsRequest = kind != Kind.GET_CART && kind != Kind.GET_ORDER;
    boolean needsQuantity = kind == Kind.ADD_ITEM || kind == Kind.SET_QUANTITY;
    require(kind, "cart", needsCart == (cartId != null));
    require(kind, "product", needsProduct == (productId != null));
    require(kind, "order", needsOrder == (orderId != null));
    require(kind, "request", needsRequest == (requestId != null));
    require(kind, "quantity", needsQuantity == (quantity != 0));
  }

  public static Asked createCart(String requestId) {
    return new Asked(Kind.CREATE_CART, null, requestId, null, 0, null);
  }

  public static Asked addItem(String cartId, String requestId, String productId, int quantity) {
    return new Asked(Kind.ADD_ITEM, cartId, requestId, productId, quantity, null);
  }

  public static Asked setQuantity(String cartId, String requestId, String productId, int quantity) {
    return new Asked(Kind.SET_QUANTITY, cartId, requestId, productId, quantity, null);
  }

  public static Asked removeItem(String cartId, String requestId, String productId) {
    return new Asked(Kind.REMOVE_ITEM, cartId, requestId, productId, 0, null);
  }

  public static Asked getCart(String cartId) {
    return new Asked(Kind.GET_CART, cartId, null, null, 0, null);
  }

  public static Asked checkout(String cartId, String requestId) {
    return new Asked(Kind.CHECKOUT, cartId, requestId, null, 0, null);
  }

  public static Asked cancelOrder(String orderId, String requestId) {
    return new Asked(Kind.CANCEL_ORDER, null, requestId, null, 0, orderId);
  }

  public static Asked getOrder(String orderId) {
    return new Asked(Kind.GET_ORDER, null, null, null, 0, orderId);
  }

  private static void require(Kind kind, String field, boolean isRight) {
    if (!isRight) {
      throw new IllegalArgumentException(kind + ": " + field + " (expected: what the kind has)");
    }
  }
}
