// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.service.Refusal;

/**
 * What a cart holds now, at the prices that the catalogue's primary says now: never at a price from
 * the client, a cache or a replica. Thread-safe.
 */
final class Pricing {
  private static final Logger log = LoggerFactory.getLogger(Pricing.class);

  private final Carts carts;
  private final Catalog catalog;

  Pricing(Carts carts, Catalog catalog) {
    this.carts = carts;
    this.catalog = catalog;
  }

  /**
   * Asks both, one after the other.
   *
   * @throws Refusal when there is nothing to buy, or one of them gives no answer
   */
  List<OrderLine> linesOf(String cartId) {
    return price(contents(cartId));
  }

  private List<Carts.CartLine> contents(String cartId) {
    return switch (carts.get(cartId)) {
      case Carts.Contents(List<Carts.CartLine> lines) when lines.isEmpty() ->
          throw Refusal.failedPrecondition("EMPTY_CART", "nothing is in the cart", Map.of());
      case Carts.Contents(List<Carts.CartLine> lines) -> lines;
      case Carts.NoSuchCart unknown ->
          throw Refusal.notFound("CART_NOT_FOUND", "there is no such cart, or it has expired");
      case Unanswered unknown -> throw away("cart", unknown);
    };
  }

  private List<OrderLine> price(List<Carts.CartLine> lines) {
    List<String> productIds = lines.stream().map(Carts.CartLine::productId).toList();
    return switch (catalog.prices(productIds)) {
      case Catalog.Prices(Map<String, Catalog.Offer> offers) ->
          lines.stream().map(line -> price(line, offers)).toList();
      case Unanswered unknown -> throw away("catalog", unknown);
    };
  }

  private static OrderLine price(Carts.CartLine line, Map<String, Catalog.Offer> offers) {
    Catalog.Offer offer = offers.get(line.productId());
    if (offer == null) {
      throw Refusal.failedPrecondition(
          "PRODUCT_NOT_FOUND",
          line.productId() + " is not sold any more; take it out of the cart",
          Map.of("product_id", line.productId()));
    }
    return new OrderLine(line.productId(), offer.name(), line.quantity(), offer.price());
  }

  private static Refusal away(String service, Unanswered unknown) {
    // Once for each call would be a flood; the breaker tells when it opens.
    log.debug("{} gave no answer: {}", service, unknown.why());
    return Refusal.dependencyAway(
        "DEPENDENCY_UNAVAILABLE",
        "the " + service + " can't be asked now; repeat the same request");
  }
}
