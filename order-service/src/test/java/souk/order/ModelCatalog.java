// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import souk.service.Money;

/** The catalogue as its contract describes it. Thread-safe. */
final class ModelCatalog implements Catalog {
  private final Link link;
  // Guarded by this.
  private final Map<String, Long> prices = new HashMap<>();

  ModelCatalog(Link link) {
    this.link = link;
  }

  synchronized void setPrice(String productId, long priceMinor) {
    prices.put(productId, priceMinor);
  }

  synchronized void unlist(String productId) {
    prices.remove(productId);
  }

  @Override
  public PricesResult prices(List<String> productIds) {
    return link.call("prices", () -> read(productIds), Unanswered::of);
  }

  private synchronized PricesResult read(List<String> productIds) {
    Map<String, Offer> offers = new HashMap<>();
    for (String id : productIds) {
      Long price = prices.get(id);
      if (price != null) {
        offers.put(id, new Offer("the " + id, new Money(ModelShop.EUR, price)));
      }
    }
    return new Prices(offers);
  }
}
