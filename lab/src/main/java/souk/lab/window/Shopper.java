// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import com.google.type.PostalAddress;
import java.util.UUID;
import souk.lab.history.Asked;
import souk.lab.history.Told;
import souk.lab.window.Client.Manner;
import souk.lab.window.Client.Result;
import souk.v1.AddItemRequest;
import souk.v1.CancelOrderRequest;
import souk.v1.Cart;
import souk.v1.CheckoutRequest;
import souk.v1.CreateCartRequest;
import souk.v1.Order;
import souk.v1.RemoveItemRequest;

/** What a shopper does, each with a request id of its own. Confined to one thread. */
record Shopper(Client client) {
  static String newId() {
    return UUID.randomUUID().toString();
  }

  /** A new cart with one piece of the product. */
  String cartWith(String product) throws Unclean {
    String request = newId();
    Cart cart =
        client
            .ask(
                Asked.createCart(request),
                Manner.PERSISTENT,
                shop ->
                    shop.createCart(CreateCartRequest.newBuilder().setRequestId(request).build()),
                Told::cart)
            .orUnclean();
    add(cart.getId(), product);
    return cart.getId();
  }

  void add(String cart, String product) throws Unclean {
    AddItemRequest request =
        AddItemRequest.newBuilder()
            .setCartId(cart)
            .setProductId(product)
            .setQuantity(1)
            .setRequestId(newId())
            .build();
    client
        .ask(
            Asked.addItem(cart, request.getRequestId(), product, 1),
            Manner.PERSISTENT,
            shop -> shop.addItem(request),
            Told::cart)
        .orUnclean();
  }

  void remove(String cart, String product) throws Unclean {
    RemoveItemRequest request =
        RemoveItemRequest.newBuilder()
            .setCartId(cart)
            .setProductId(product)
            .setRequestId(newId())
            .build();
    client
        .ask(
            Asked.removeItem(cart, request.getRequestId(), product),
            Manner.PERSISTENT,
            shop -> shop.removeItem(request),
            Told::cart)
        .orUnclean();
  }

  Result<Order> checkout(String cart, String requestId, String card, Manner manner) {
    CheckoutRequest request =
        CheckoutRequest.newBuilder()
            .setCartId(cart)
            .setRequestId(requestId)
            .setCardToken(card)
            .setEmail("window@example.com")
            .setShipTo(
                PostalAddress.newBuilder()
                    .setRegionCode("MA")
                    .setLocality("Fes")
                    .addAddressLines("12 Talaa Kebira"))
            .build();
    return client.ask(
        Asked.checkout(cart, requestId), manner, shop -> shop.checkout(request), Told::order);
  }

  Result<Order> cancel(String order) {
    CancelOrderRequest request =
        CancelOrderRequest.newBuilder().setOrderId(order).setRequestId(newId()).build();
    return client.ask(
        Asked.cancelOrder(order, request.getRequestId()),
        Manner.PERSISTENT,
        shop -> shop.cancelOrder(request),
        Told::order);
  }
}
