// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import souk.service.Money;

/**
 * The other parts of the shop in a simulation, and what has been done to them from outside: what
 * was delivered, what was put into carts, which prices were set and when.
 */
final class SimulatedMarket {
  private record Price(long minor, long sinceNanos) {}

  final ModelCarts carts;
  final ModelStock stock;
  final ModelAcquirer acquirer = new ModelAcquirer();
  final ModelBank bank;
  final List<String> cartIds = new ArrayList<>();
  final List<String> productIds = new ArrayList<>();

  private final ModelCatalog catalog;
  private final Schedule schedule;
  private final VirtualTime time;
  private final Map<String, Integer> delivered = new LinkedHashMap<>();
  private final Map<String, Integer> put = new LinkedHashMap<>();
  private final Map<String, List<Price>> prices = new LinkedHashMap<>();

  SimulatedMarket(Schedule schedule, SimulatedNetwork network, VirtualTime time) {
    this.schedule = schedule;
    this.time = time;
    this.carts = new ModelCarts(network.toParticipant());
    this.catalog = new ModelCatalog(network.toParticipant());
    this.stock = new ModelStock(network.toParticipant());
    this.bank = new ModelBank(network.toParticipant(), network.toParticipant(), acquirer);
    for (int i = 0; i < 1 + schedule.below(2); i++) {
      open("product-" + i);
    }
    for (int i = 0; i < 1 + schedule.below(2); i++) {
      cartIds.add("cart-" + i);
      carts.create("cart-" + i);
      putSomething("cart-" + i);
    }
  }

  private void open(String productId) {
    productIds.add(productId);
    int quantity = schedule.below(6);
    delivered.put(productId, quantity);
    stock.setOnHand(productId, quantity);
    setPrice(productId);
  }

  Participants participants() {
    return new Participants(carts, catalog, stock, bank);
  }

  /** A shopper puts something into a cart. */
  void putSomething(String cartId) {
    String productId = schedule.oneOf(productIds);
    int quantity = 1 + schedule.below(2);
    carts.add(cartId, productId, quantity);
    put.merge(cartId + productId, quantity, Integer::sum);
    schedule.note(() -> time + " " + quantity + " " + productId + " into " + cartId);
  }

  int putInto(String cartId, String productId) {
    return put.getOrDefault(cartId + productId, 0);
  }

  int delivered(String productId) {
    return delivered.getOrDefault(productId, 0);
  }

  /** Somebody sets another price. */
  void setPrice(String productId) {
    long minor = 100 + schedule.below(9);
    catalog.setPrice(productId, minor);
    prices
        .computeIfAbsent(productId, id -> new ArrayList<>())
        .add(new Price(minor, time.nanoTime()));
    schedule.note(() -> time + " " + productId + " costs " + minor);
  }

  /** Whether a price was the product's at some moment from one time to another. */
  boolean wasPrice(String productId, Money price, long fromNanos, long toNanos) {
    List<Price> all = prices.getOrDefault(productId, List.of());
    for (int i = 0; i < all.size(); i++) {
      long until = i + 1 < all.size() ? all.get(i + 1).sinceNanos() : Long.MAX_VALUE;
      if (all.get(i).minor() == price.minorUnits()
          && all.get(i).sinceNanos() <= toNanos
          && until >= fromNanos) {
        return true;
      }
    }
    return false;
  }

  /** What the first product costs now, for a shopper who says what they expect. */
  Money priceNow(String productId) {
    return new Money(ModelShop.EUR, prices.get(productId).getLast().minor());
  }
}
