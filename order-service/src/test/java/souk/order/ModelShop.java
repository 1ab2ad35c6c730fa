// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import souk.service.Money;

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

  // All below are guarded by this.
  private final Map<String, Map<String, Integer>> carts = new HashMap<>();
  private final Set<String> takenOut = new HashSet<>();
  private final Map<String, Long> prices = new HashMap<>();
  private final Map<String, Integer> onHand = new HashMap<>();
  private final Map<String, Order> held = new HashMap<>();
  private final Set<String> settled = new HashSet<>();
  private final Set<String> released = new HashSet<>();
  private final Map<String, Money> authorized = new HashMap<>();
  private final Set<String> captured = new HashSet<>();
  private final Set<String> reversed = new HashSet<>();
  private boolean rejectSettle;

  Participants participants() {
    return new Participants(
        new ModelCarts(), new ModelCatalog(), new ModelStock(), new ModelBank());
  }

  /** A product with a price and some stock. */
  synchronized void sell(String productId, long priceMinor, int stock) {
    prices.put(productId, priceMinor);
    onHand.put(productId, stock);
  }

  synchronized void setPrice(String productId, long priceMinor) {
    prices.put(productId, priceMinor);
  }

  synchronized void unlist(String productId) {
    prices.remove(productId);
  }

  synchronized void createCart(String cartId) {
    carts.put(cartId, new HashMap<>());
  }

  synchronized void fillCart(String cartId, String productId, int quantity) {
    carts.computeIfAbsent(cartId, id -> new HashMap<>()).merge(productId, quantity, Integer::sum);
  }

  /** From now on settling is refused in a way that no rule foresees. */
  synchronized void rejectSettle() {
    rejectSettle = true;
  }

  synchronized int inCart(String cartId, String productId) {
    return carts.getOrDefault(cartId, Map.of()).getOrDefault(productId, 0);
  }

  synchronized int onHand(String productId) {
    return onHand.getOrDefault(productId, 0);
  }

  synchronized boolean isHeld(String orderId) {
    return held.containsKey(orderId);
  }

  synchronized boolean isSettled(String orderId) {
    return settled.contains(orderId);
  }

  synchronized boolean isReleased(String orderId) {
    return released.contains(orderId);
  }

  synchronized boolean isCaptured(String orderId) {
    return captured.contains(orderId);
  }

  synchronized boolean isReversed(String orderId) {
    return reversed.contains(orderId);
  }

  /** How many orders are authorised or captured and not reversed. */
  synchronized long paidOrders() {
    return authorized.keySet().stream().filter(id -> !reversed.contains(id)).count();
  }

  private final class ModelCarts implements Carts {
    @Override
    public CartResult get(String cartId) {
      return cartLink.call(
          () -> {
            synchronized (ModelShop.this) {
              Map<String, Integer> lines = carts.get(cartId);
              return lines == null
                  ? new NoSuchCart()
                  : new Contents(
                      lines.entrySet().stream()
                          .map(line -> new CartLine(line.getKey(), line.getValue()))
                          .toList());
            }
          });
    }

    @Override
    public StepResult takeOut(Order order) {
      return cartLink.call(
          () -> {
            synchronized (ModelShop.this) {
              Map<String, Integer> lines = carts.get(order.cartId());
              if (takenOut.add(order.id()) && lines != null) {
                order
                    .lines()
                    .forEach(
                        line ->
                            lines.computeIfPresent(
                                line.productId(),
                                (id, quantity) ->
                                    quantity > line.quantity()
                                        ? Integer.valueOf(quantity - line.quantity())
                                        : null));
              }
              return new StepResult.Done();
            }
          });
    }
  }

  private final class ModelCatalog implements Catalog {
    @Override
    public PricesResult prices(List<String> productIds) {
      return catalogLink.call(
          () -> {
            synchronized (ModelShop.this) {
              Map<String, Offer> offers = new HashMap<>();
              for (String id : productIds) {
                Long price = prices.get(id);
                if (price != null) {
                  offers.put(id, new Offer("the " + id, new Money(EUR, price)));
                }
              }
              return new Prices(offers);
            }
          });
    }
  }

  private final class ModelStock implements Inventory {
    @Override
    public HoldResult hold(Order order) {
      return inventoryLink.call(
          () -> {
            synchronized (ModelShop.this) {
              return holdNow(order);
            }
          });
    }

    private HoldResult holdNow(Order order) {
      if (released.contains(order.id())) {
        return new HoldClosed();
      }
      if (held.containsKey(order.id())) {
        return new Held();
      }
      List<String> shortOf =
          order.lines().stream()
              .filter(line -> onHand.getOrDefault(line.productId(), 0) < line.quantity())
              .map(OrderLine::productId)
              .toList();
      if (!shortOf.isEmpty()) {
        return new OutOfStock(shortOf);
      }
      order.lines().forEach(line -> onHand.merge(line.productId(), -line.quantity(), Integer::sum));
      held.put(order.id(), order);
      return new Held();
    }

    @Override
    public StepResult settle(String orderId) {
      return inventoryLink.call(
          () -> {
            synchronized (ModelShop.this) {
              if (released.contains(orderId)) {
                return new StepResult.Closed();
              }
              if (rejectSettle || !held.containsKey(orderId)) {
                return new StepResult.Rejected("NOT_HELD");
              }
              settled.add(orderId);
              return new StepResult.Done();
            }
          });
    }

    @Override
    public StepResult release(String orderId) {
      return inventoryLink.call(
          () -> {
            synchronized (ModelShop.this) {
              Order order = held.get(orderId);
              if (released.add(orderId) && order != null) {
                order
                    .lines()
                    .forEach(line -> onHand.merge(line.productId(), line.quantity(), Integer::sum));
              }
              return new StepResult.Done();
            }
          });
    }
  }

  /** With the test cards of the acquirer. */
  private final class ModelBank implements Payment {
    @Override
    public AuthorizeResult authorize(Order order, CardToken cardToken) {
      return paymentLink.call(
          () -> {
            synchronized (ModelShop.this) {
              if (reversed.contains(order.id())) {
                return new AuthorizeClosed();
              }
              if (cardToken.value().equals("tok_declined")) {
                return new Declined("do_not_honour");
              }
              authorized.put(order.id(), order.total());
              if (cardToken.value().equals("tok_capture_refused")) {
                refusedCaptures.add(order.id());
              }
              return new Authorized();
            }
          });
    }

    private final Set<String> refusedCaptures = new HashSet<>();

    @Override
    public CaptureResult capture(String orderId) {
      return paymentLink.call(
          () -> {
            synchronized (ModelShop.this) {
              if (reversed.contains(orderId)) {
                return new StepResult.Closed();
              }
              if (refusedCaptures.contains(orderId)) {
                return new CaptureRefused();
              }
              captured.add(orderId);
              return new StepResult.Done();
            }
          });
    }

    @Override
    public StepResult reverse(String orderId) {
      return paymentLink.call(
          () -> {
            synchronized (ModelShop.this) {
              reversed.add(orderId);
              return new StepResult.Done();
            }
          });
    }
  }
}
