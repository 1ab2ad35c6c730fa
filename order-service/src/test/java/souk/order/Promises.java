// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import souk.service.Money;

/**
 * What the shop promises, checked from outside in a simulation: with the shop's records, but none
 * of its rules. What is broken is an AssertionError that names it.
 */
final class Promises {
  private static final Map<OrderState, Set<OrderState>> LEGAL =
      Map.of(
          OrderState.PENDING,
          Set.of(OrderState.CONFIRMED, OrderState.REJECTED, OrderState.CANCELLED),
          OrderState.CONFIRMED,
          Set.of(OrderState.CANCELLED),
          OrderState.REJECTED,
          Set.of(),
          OrderState.CANCELLED,
          Set.of());

  private final ModelBook book;
  private final SimulatedMarket market;
  private final SimulatedShoppers shoppers;
  private final VirtualTime time;
  private final Duration overdueAfter;

  Promises(
      ModelBook book,
      SimulatedMarket market,
      SimulatedShoppers shoppers,
      VirtualTime time,
      Duration overdueAfter) {
    this.book = book;
    this.market = market;
    this.shoppers = shoppers;
    this.time = time;
    this.overdueAfter = overdueAfter;
  }

  /** At the moment at which an order is placed. */
  void placed(Order order) {
    String id = order.id();
    for (ModelBook.Row other : book.ofCart(order.cartId())) {
      if (!other.order().id().equals(id) && isOpen(other.order())) {
        throw broken(id, "placed beside an open order of the cart: " + other.order().id());
      }
    }
    SimulatedShoppers.Attempt attempt = shoppers.placedBy(id);
    if (time.nanoTime() >= attempt.endNanos) {
      throw broken(id, "placed after its attempt was over");
    }
    for (OrderLine line : order.lines()) {
      long now = time.nanoTime();
      if (!market.wasPrice(line.productId(), line.unitPrice(), attempt.startNanos, now)) {
        throw broken(id, "placed at a price that was not the product's");
      }
    }
    Optional<Money> expected = attempt.purchase.expectedTotal();
    if (expected.isPresent() && !expected.get().equals(order.total())) {
      throw broken(id, "placed at another total than expected");
    }
    if (market.stock.isHeld(id) || market.acquirer.charged(id).isPresent()) {
      throw broken(id, "held or charged before it was placed");
    }
  }

  private boolean isOpen(Order order) {
    return !order.isDecided() || (wasConfirmed(order) && !market.carts.hasTakenOut(order.id()));
  }

  /** At the moment at which an order gets another state. */
  void changed(Order before, Order after) {
    String id = after.id();
    if (!LEGAL.getOrDefault(before.state(), Set.of()).contains(after.state())) {
      throw broken(id, "from " + before.state() + " to " + after.state());
    }
    switch (after.reason()) {
      case NONE -> {
        if (!market.stock.isHeld(id) || market.stock.isReleased(id)) {
          throw broken(id, "confirmed without a hold");
        }
        if (!market.acquirer.charged(id).equals(Optional.of(after.total()))) {
          throw broken(id, "confirmed without the total authorised");
        }
      }
      case OUT_OF_STOCK -> {
        if (!market.stock.wasShort(id)) {
          throw broken(id, "OUT_OF_STOCK, though the inventory never said so");
        }
      }
      case CARD_DECLINED -> {
        if (!card(id).equals("tok_declined")) {
          throw broken(id, "CARD_DECLINED, though the acquirer never said so");
        }
      }
      case TIMED_OUT -> {
        if (after.createTime().plus(overdueAfter).isAfter(time.instant())) {
          throw broken(id, "TIMED_OUT too soon");
        }
      }
      case PAYMENT_FAILED -> {
        if (!card(id).equals("tok_capture_refused")) {
          throw broken(id, "PAYMENT_FAILED, though the acquirer never refused");
        }
      }
      case BY_SHOPPER -> {}
    }
  }

  private String card(String orderId) {
    return shoppers.placedBy(orderId).purchase.cardToken().value();
  }

  /** When all is quiet. */
  void atTheEnd() {
    if (!book.tasks().isEmpty()) {
      throw new AssertionError("tasks are left: " + book.tasks());
    }
    for (ModelBook.Row row : book.rows()) {
      Order order = row.order();
      switch (order.state()) {
        case PENDING -> throw broken(order.id(), "never decided");
        case CONFIRMED -> bought(order);
        case REJECTED, CANCELLED -> undone(order);
      }
      if (wasConfirmed(order) != market.carts.hasTakenOut(order.id())) {
        throw broken(order.id(), "taken out of the cart, or not, against its state");
      }
      if (row.cartOpen()) {
        throw broken(order.id(), "keeps its cart for ever");
      }
    }
    long paid = book.rows().stream().filter(r -> r.order().state() == OrderState.CONFIRMED).count();
    if (market.acquirer.charges() != paid) {
      throw broken("the acquirer", market.acquirer.charges() + " charges of " + paid + " orders");
    }
    market.cartIds.forEach(this::cart);
    market.productIds.forEach(this::stock);
    shoppers.attempts().forEach(this::answer);
    shoppers.cancelled().forEach(this::stillSo);
    for (String orderId : shoppers.notCancellable()) {
      if (now(orderId).state() != OrderState.REJECTED) {
        throw broken(orderId, "could not be cancelled though it was not refused");
      }
    }
  }

  /** When a purchase that has an order was asked for again. */
  void repeated(String orderId, SimulatedShoppers.Attempt again) {
    if (again.told.isEmpty() || !again.told.get().id().equals(orderId)) {
      throw broken(orderId, "not what the repeat of its request was told");
    }
  }

  private void bought(Order order) {
    String id = order.id();
    if (!market.acquirer.isCaptured(id)
        || !market.acquirer.charged(id).equals(Optional.of(order.total()))) {
      throw broken(id, "CONFIRMED, its total not captured");
    }
    if (!market.stock.isSettled(id) || market.stock.isReleased(id)) {
      throw broken(id, "CONFIRMED, its stock not sold");
    }
  }

  private void undone(Order order) {
    String id = order.id();
    if (market.acquirer.charged(id).isPresent() || !market.bank.isReversed(id)) {
      throw broken(id, order.state() + ", its money not given back");
    }
    if (!market.stock.isReleased(id)) {
      throw broken(id, order.state() + ", its stock not given back");
    }
  }

  private void cart(String cartId) {
    for (String productId : market.productIds) {
      int bought =
          book.ofCart(cartId).stream()
              .map(ModelBook.Row::order)
              .filter(Promises::wasConfirmed)
              .mapToInt(order -> quantity(order, productId))
              .sum();
      int left = market.carts.quantity(cartId, productId);
      if (bought + left != market.putInto(cartId, productId)) {
        throw broken(cartId, bought + " bought and " + left + " left of " + productId);
      }
    }
  }

  private void stock(String productId) {
    int sold =
        book.rows().stream()
            .map(ModelBook.Row::order)
            .filter(order -> order.state() == OrderState.CONFIRMED)
            .mapToInt(order -> quantity(order, productId))
            .sum();
    int onHand = market.stock.onHand(productId);
    if (onHand < 0 || onHand + sold != market.delivered(productId)) {
      throw broken(productId, sold + " sold and " + onHand + " on hand");
    }
  }

  private void answer(SimulatedShoppers.Attempt attempt) {
    attempt.told.ifPresent(
        order -> {
          stillSo(order);
          if (!row(order.id()).hash().equals(attempt.purchase.hash())) {
            throw broken(order.id(), "told to somebody who asked for something else");
          }
        });
    if (attempt.refused.isPresent() && isFirm(attempt)) {
      Purchase asked = attempt.purchase;
      for (ModelBook.Row row : book.ofCart(asked.cartId())) {
        boolean askedAgain = shoppers.placedBy(row.order().id()).startNanos >= attempt.refusedNanos;
        if (row.requestId().equals(asked.requestId())
            && row.hash().equals(asked.hash())
            && !askedAgain) {
          String reason = attempt.refused.get().reason();
          throw broken(row.order().id(), "placed, though its shopper was told " + reason);
        }
      }
    }
  }

  /** Whether no other attempt at the same could still place when this one began. */
  private boolean isFirm(SimulatedShoppers.Attempt attempt) {
    return shoppers.attempts().stream()
        .filter(other -> other != attempt)
        .filter(other -> other.purchase.requestId().equals(attempt.purchase.requestId()))
        .filter(other -> other.purchase.hash().equals(attempt.purchase.hash()))
        .allMatch(
            other ->
                other.endNanos <= attempt.startNanos
                    || (other.refused.isPresent() && other.refusedNanos <= attempt.startNanos)
                    || other.startNanos >= attempt.refusedNanos);
  }

  /** Whether an order is as it was told, or as it may have become since. */
  private void stillSo(Order told) {
    Order now = now(told.id());
    boolean same = now.state() == told.state() && now.reason() == told.reason();
    boolean later =
        !told.isDecided()
            || (told.state() == OrderState.CONFIRMED && now.state() == OrderState.CANCELLED);
    boolean grown =
        now.timeline().subList(0, told.timeline().size()).equals(told.timeline())
            && now.lines().equals(told.lines());
    if (!(same || later) || !grown) {
      throw broken(told.id(), "told " + told.state() + ", is " + now.state());
    }
  }

  private Order now(String orderId) {
    return row(orderId).order();
  }

  private ModelBook.Row row(String orderId) {
    return book.rows().stream()
        .filter(row -> row.order().id().equals(orderId))
        .findFirst()
        .orElseThrow(() -> broken(orderId, "told of, and not there"));
  }

  private static boolean wasConfirmed(Order order) {
    return order.timeline().stream().anyMatch(e -> e.event() == OrderEvent.CONFIRMED);
  }

  private static int quantity(Order order, String productId) {
    return order.lines().stream()
        .filter(line -> Objects.equals(line.productId(), productId))
        .mapToInt(OrderLine::quantity)
        .sum();
  }

  private static AssertionError broken(String what, String how) {
    return new AssertionError(what + ": " + how);
  }
}
