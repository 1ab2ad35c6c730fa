// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import souk.v1.Cart;
import souk.v1.CreateCartRequest;
import souk.v1.GetOrderRequest;
import souk.v1.ListProductsRequest;
import souk.v1.Order;
import souk.v1.Product;
import souk.v1.SearchProductsRequest;
import souk.v1.SetQuantityRequest;

/** A purchase with all its questions, and what is answered but for ids and times. */
final class Errand {
  /** How many of its questions are asked twice, with the same request id. */
  static final int REPEATS = 2;

  private static final String SAME_FOUND = "for the same request: true";

  private final Looks looks;
  private final Shopping shopping;
  private final String productId;

  Errand(Looks looks, String productId) {
    this.looks = looks;
    this.shopping = new Shopping(looks);
    this.productId = productId;
  }

  /** Does it once; a line for each question. */
  List<String> run() throws InterruptedException {
    List<String> answers = new ArrayList<>();
    answers.add(
        "list: " + ask(() -> products(looks.shop().listProducts(page()).getProductsList())));
    answers.add(
        "search: "
            + ask(
                () ->
                    products(
                        looks
                            .shop()
                            .searchProducts(
                                SearchProductsRequest.newBuilder().setQuery("lamp").build())
                            .getProductsList())));
    answers.add("product: " + ask(() -> product(looks.product(productId))));
    answers.add("unknown product: " + ask(() -> product(looks.product("no-such-thing"))));
    String request = Shopping.newId();
    answers.add(
        "the same cart for the same request: "
            + ask(() -> "" + create(request).equals(create(request))));
    String cartId = shopping.cart(productId);
    answers.add("cart: " + ask(() -> cart(shopping.look(cartId))));
    answers.add("two of it: " + ask(() -> cart(setQuantity(cartId))));
    answers.add("an empty cart: " + ask(() -> order(shopping.checkOut(create(request), request))));
    answers.add(
        "declined: "
            + ask(() -> order(shopping.checkOut(cartId, Shopping.newId(), "tok_declined"))));
    String checkout = Shopping.newId();
    Order order = shopping.decided(shopping.patiently(cartId, checkout));
    answers.add("checkout: " + order(order));
    answers.add(
        "the same order for the same request: "
            + ask(() -> "" + shopping.checkOut(cartId, checkout).getId().equals(order.getId())));
    answers.add(
        "order: "
            + ask(
                () ->
                    order(
                        looks
                            .shop()
                            .getOrder(
                                GetOrderRequest.newBuilder().setOrderId(order.getId()).build()))));
    answers.add("cancel: " + ask(() -> order(shopping.cancel(order))));
    return answers;
  }

  /** How many of the repeats were answered with what the first attempt had made. */
  static int repeatsFound(List<String> answers) {
    return (int) answers.stream().filter(line -> line.endsWith(SAME_FOUND)).count();
  }

  private String create(String requestId) {
    return looks
        .shop()
        .createCart(CreateCartRequest.newBuilder().setRequestId(requestId).build())
        .getId();
  }

  private Cart setQuantity(String cartId) {
    return looks
        .shop()
        .setQuantity(
            SetQuantityRequest.newBuilder()
                .setCartId(cartId)
                .setProductId(productId)
                .setQuantity(2)
                .setRequestId(Shopping.newId())
                .build());
  }

  private static ListProductsRequest page() {
    return ListProductsRequest.newBuilder().setPageSize(5).build();
  }

  private static String ask(Supplier<String> question) {
    try {
      return question.get();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    }
  }

  private static String products(List<Product> products) {
    return products.stream().map(Errand::product).collect(Collectors.joining(" "));
  }

  /** Without the stock, which purchases change. */
  private static String product(Product product) {
    return product.getId()
        + "@"
        + product.getPrice().getUnits()
        + " "
        + product.getAvailability().getState();
  }

  /** Without its id. */
  private static String cart(Cart cart) {
    return cart.getLinesList().stream()
            .map(line -> line.getQuantity() + "x" + line.getProductId())
            .collect(Collectors.joining(" "))
        + " = "
        + cart.getSubtotal().getUnits();
  }

  /** Without its id and its times. */
  private static String order(Order order) {
    return order.getState() + " " + order.getReason() + " " + order.getTotal().getUnits();
  }
}
