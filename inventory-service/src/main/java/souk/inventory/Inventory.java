// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.service.Refusal;

/**
 * The rules of the stock. Every operation may be repeated, and may run at the same time as any
 * other on any instance: what counts is decided by the database, under its locks. Thread-safe.
 */
final class Inventory {
  private final InventoryStore store;

  Inventory(InventoryStore store) {
    this.store = store;
  }

  /** Pieces on hand that nobody holds, of the products that were ever delivered. */
  Map<String, Long> onHand(List<String> productIds) {
    return store.onHand(productIds);
  }

  /**
   * Holds all lines for an order, or none.
   *
   * @throws Refusal INVALID_ARGUMENT, reason REQUEST_ID_REUSED, when the order holds other lines
   */
  HoldResult hold(String orderId, Lines lines) {
    InventoryStore.Attempt attempt = store.hold(orderId, lines);
    if (attempt.held()) {
      return new HoldResult.Held();
    }
    // A hold that stands comes before the stock: what it took may be what is short now.
    Optional<HoldState> known = store.state(orderId);
    if (known.isEmpty()) {
      return new HoldResult.OutOfStock(attempt.shortProductIds());
    }
    return switch (known.get()) {
      case FREED, RESTOCKED -> new HoldResult.Closed();
      case HELD, SETTLED -> {
        if (!store.heldLines(orderId).equals(lines)) {
          throw Refusal.requestIdReused("order_id");
        }
        yield new HoldResult.Held();
      }
    };
  }

  /** Sells what the order holds. */
  SettleResult settle(String orderId) {
    Optional<HoldState> before = store.settle(orderId);
    if (before.isEmpty()) {
      return new SettleResult.NotHeld();
    }
    return switch (before.get()) {
      case HELD, SETTLED -> new SettleResult.Settled();
      case FREED, RESTOCKED -> new SettleResult.Closed();
    };
  }

  /** Undoes the order for ever: frees or restocks its lines, and refuses all later ones. */
  void release(String orderId) {
    boolean released = store.release(orderId).isPresent() || store.bury(orderId);
    // When neither did it, a hold came in between. Rows never go away: this time it is found.
    if (!released && store.release(orderId).isEmpty()) {
      throw new IllegalStateException("an order's row has gone away");
    }
  }

  /**
   * Takes in a delivery, once.
   *
   * @throws Refusal INVALID_ARGUMENT, reason REQUEST_ID_REUSED, when it came with other lines
   *     before
   */
  void deliver(String deliveryId, Lines lines) {
    if (!store.deliver(deliveryId, lines) && !store.deliveredLines(deliveryId).equals(lines)) {
      throw Refusal.requestIdReused("delivery_id");
    }
  }
}
