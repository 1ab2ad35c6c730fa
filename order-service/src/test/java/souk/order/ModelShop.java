// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.Currency;

/**
 * The other parts of the shop as their contracts describe them: idempotent by order, undone for
 * ever by tombstones. Each behind a link of its own that can fail. Thread-safe.
 */
final class ModelShop {
  static final Currency EUR = Currency.getInstance("EUR");

  final ModelLink cartLink = new ModelLink();
  final ModelLink catalogLink = new ModelLink();
  final ModelLink inventoryLink = new ModelLink();
  final ModelLink paymentLink = new ModelLink();

  private final ModelCarts carts = new ModelCarts(cartLink);
  private final ModelCatalog catalog = new ModelCatalog(catalogLink);
  private final ModelStock stock = new ModelStock(inventoryLink);
  private final ModelAcquirer acquirer = new ModelAcquirer();
  private final ModelBank bank = new ModelBank(paymentLink, new ModelLink(), acquirer);

  final SilentBank silentBank = new SilentBank(bank);

  Participants participants() {
    return new Participants(carts, catalog, stock, silentBank);
  }

  /** A product with a price and some stock. */
  void sell(String productId, long priceMinor, int quantity) {
    catalog.setPrice(productId, priceMinor);
    stock.setOnHand(productId, quantity);
  }

  void setPrice(String productId, long priceMinor) {
    catalog.setPrice(productId, priceMinor);
  }

  void unlist(String productId) {
    catalog.unlist(productId);
  }

  void createCart(String cartId) {
    carts.create(cartId);
  }

  void fillCart(String cartId, String productId, int quantity) {
    carts.add(cartId, productId, quantity);
  }

  /** From now on settling is refused in a way that no rule foresees. */
  void rejectSettle() {
    stock.rejectSettle();
  }

  int inCart(String cartId, String productId) {
    return carts.quantity(cartId, productId);
  }

  int onHand(String productId) {
    return stock.onHand(productId);
  }

  boolean isHeld(String orderId) {
    return stock.isHeld(orderId);
  }

  boolean isSettled(String orderId) {
    return stock.isSettled(orderId);
  }

  boolean isReleased(String orderId) {
    return stock.isReleased(orderId);
  }

  boolean isCaptured(String orderId) {
    return acquirer.isCaptured(orderId);
  }

  boolean isReversed(String orderId) {
    return bank.isReversed(orderId);
  }

  /** How many orders are authorised or captured and not reversed. */
  long paidOrders() {
    return acquirer.charges();
  }
}
