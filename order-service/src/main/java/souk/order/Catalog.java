// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.List;
import java.util.Map;
import souk.service.Money;

/** What an order needs of the catalogue. A call blocks, and ends by its deadline. */
interface Catalog {
  /** Names and prices as they are now, read together from the primary. */
  PricesResult prices(List<String> productIds);

  /** A product as it is sold now. */
  record Offer(String name, Money price) {}

  /** What the catalogue said. */
  sealed interface PricesResult permits Prices, Unanswered {}

  /** By product id; a product that is not sold is not there. */
  record Prices(Map<String, Offer> offers) implements PricesResult {
    public Prices {
      offers = Map.copyOf(offers);
    }
  }
}
