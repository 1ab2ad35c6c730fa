// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.UUID;

/**
 * One purchase, step by step. A step that gets no answer is sent again, with the same request_id:
 * that is how a client of this API lives with a door that is killed while it calls.
 */
final class Purchase {
  private final LocalShop shop;
  private final int tries;

  /**
   * @param tries of each step: 1 where nothing may fail
   */
  Purchase(LocalShop shop, int tries) {
    this.shop = shop;
    this.tries = tries;
  }

  String createCart() throws Exception {
    return call("CreateCart", "{\"request_id\": \"%s\"}".formatted(newId()))
        .get("id")
        .getAsString();
  }

  void add(String cart, String product) throws Exception {
    call(
        "AddItem",
        "{\"cart_id\": \"%s\", \"product_id\": \"%s\", \"quantity\": 1, \"request_id\": \"%s\"}"
            .formatted(cart, product, newId()));
  }

  JsonObject checkout(String cart, String card) throws Exception {
    return call(
        "Checkout",
        """
        {"cart_id": "%s", "request_id": "%s", "card_token": "%s", "email": "amina@example.com",
         "ship_to": {"region_code": "MA", "locality": "Fes", "address_lines": ["12 Talaa Kebira"]}}
        """
            .formatted(cart, newId(), card));
  }

  JsonObject order(String id) throws Exception {
    return call("GetOrder", "{\"order_id\": \"%s\"}".formatted(id));
  }

  private JsonObject call(String method, String request) throws Exception {
    Shell.Result result = shop.call(method, request);
    for (int i = 1; i < tries && result.status() != 0; i++) {
      result = shop.call(method, request);
    }
    assertThat(result.status()).as("%s: %s", method, result.output()).isZero();
    return JsonParser.parseString(result.output()).getAsJsonObject();
  }

  private static UUID newId() {
    return UUID.randomUUID();
  }
}
