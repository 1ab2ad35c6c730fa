// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import com.google.type.PostalAddress;
import java.util.random.RandomGenerator;
import souk.v1.AddItemRequest;
import souk.v1.CheckoutRequest;
import souk.v1.GetProductRequest;
import souk.v1.ListProductsRequest;
import souk.v1.SearchProductsRequest;

/** What all kinds of shoppers ask in the same way, each time with a request id of its own. */
final class Requests {
  private Requests() {}

  /** Looks around once: mostly at the product, else at a page of all, or for lamps. */
  static void lookAround(Client client, String productId, RandomGenerator random, Patience patience)
      throws InterruptedException {
    switch (random.nextInt(4)) {
      case 0 ->
          client.browse(
              shop -> shop.listProducts(ListProductsRequest.newBuilder().setPageSize(10).build()),
              patience);
      case 1 ->
          client.browse(
              shop ->
                  shop.searchProducts(SearchProductsRequest.newBuilder().setQuery("lamp").build()),
              patience);
      default ->
          client.browse(
              shop ->
                  shop.getProduct(GetProductRequest.newBuilder().setProductId(productId).build()),
              patience);
    }
  }

  static AddItemRequest add(String cartId, String productId, int quantity, RandomGenerator random) {
    return AddItemRequest.newBuilder()
        .setCartId(cartId)
        .setProductId(productId)
        .setQuantity(quantity)
        .setRequestId(Ids.next(random))
        .build();
  }

  static CheckoutRequest checkout(
      String cartId, String cardToken, String email, RandomGenerator random) {
    return CheckoutRequest.newBuilder()
        .setCartId(cartId)
        .setRequestId(Ids.next(random))
        .setCardToken(cardToken)
        .setEmail(email)
        .setShipTo(
            PostalAddress.newBuilder()
                .setRegionCode("MA")
                .setLocality("Fes")
                .addAddressLines(1 + random.nextInt(200) + " Talaa Kebira"))
        .build();
  }
}
