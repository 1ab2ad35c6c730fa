// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import souk.lab.audit.rule.ToldCart.Bounds;
import souk.lab.audit.rule.Violation.Subject;

/**
 * What must hold for a cart: nothing is bought from it twice, and what is in it is what was added
 * less what was bought. Not thread-safe.
 */
final class CartRules {
  private final Scope scope;
  private final ToldCarts told;
  private final Findings findings;

  CartRules(Scope scope, ToldCarts told, Findings findings) {
    this.scope = scope;
    this.told = told;
    this.findings = findings;
  }

  /** Takes an order into its cart's account. */
  void order(OrderFacts order) {
    ToldCart cart = told.carts().get(order.cartId());
    if (cart == null) {
      return;
    }
    if (!scope.covers(order)) {
      cart.move();
    } else if (order.wasConfirmed()) {
      told.buy(cart, order);
    }
  }

  /** Two orders of one cart, one placed after the other. */
  void spans(CartSpan first, CartSpan second) {
    if (first.closedAt() != null
        && !second.placedAt().isBefore(first.closedAt().minus(scope.clockTolerance()))) {
      return;
    }
    ViolationKind kind =
        first.wasConfirmed() && second.wasConfirmed()
            ? ViolationKind.BOUGHT_TWICE
            : ViolationKind.OPEN_TWICE;
    findings.add(
        kind,
        Subject.CART,
        first.cartId(),
        first.closedAt() == null
            ? "%s was placed while %s was open, as it is now"
                .formatted(second.orderId(), first.orderId())
            : "%s was placed %d ms before %s was closed"
                .formatted(
                    second.orderId(),
                    Duration.between(second.placedAt(), first.closedAt()).toMillis(),
                    first.orderId()));
  }

  /** Whether its content is worth asking for. */
  boolean isToBeAsked(ToldCart cart) {
    return !cart.isMoving() && scope.isOld(cart.lastAsked()) && !cart.products(Set.of()).isEmpty();
  }

  /** After all orders: what was bought of each cart. */
  void bought() {
    told.carts()
        .forEach(
            (id, cart) -> {
              for (String product : cart.boughtProducts()) {
                long most = cart.added(product).most();
                if (cart.bought(product) > most) {
                  findings.add(
                      ViolationKind.BOUGHT_TWICE,
                      Subject.CART,
                      id,
                      "%d of %s bought, at most %d added"
                          .formatted(cart.bought(product), product, most));
                }
              }
            });
  }

  /**
   * What a cart shows.
   *
   * @param content pieces of each product; empty when there is no such cart
   */
  void content(String cartId, Optional<Map<String, Long>> content) {
    ToldCart cart = told.carts().get(cartId);
    if (cart == null) {
      throw new IllegalArgumentException("a cart that the histories don't name");
    }
    findings.figures().add("judged.carts");
    Map<String, Long> lines = content.orElse(Map.of());
    for (String product : cart.products(lines.keySet())) {
      long there = lines.getOrDefault(product, 0L);
      Bounds added = cart.added(product);
      long accounted = there + cart.takenOut(product);
      if (accounted > added.most()) {
        report(ViolationKind.CART_STILL_FULL, cartId, cart, product, there);
      } else if (accounted < added.least()) {
        report(ViolationKind.CART_LOST_ADDITIONS, cartId, cart, product, there);
      }
    }
  }

  private void report(
      ViolationKind kind, String cartId, ToldCart cart, String product, long there) {
    Bounds added = cart.added(product);
    String range =
        added.least() == added.most()
            ? Long.toString(added.most())
            : added.least() + " to " + added.most();
    findings.add(
        kind,
        Subject.CART,
        cartId,
        "%s of %s added, %d taken out by orders, %d in the cart"
            .formatted(range, product, cart.takenOut(product), there));
  }
}
