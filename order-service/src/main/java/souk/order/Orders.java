// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.service.Refusal;

/**
 * What can be done with orders, and the rules for it. What it changes, it tells {@link
 * OrderChanges} once it is committed. Thread-safe.
 */
final class Orders implements OrderBook {
  private static final Logger log = LoggerFactory.getLogger(Orders.class);

  /** A change loses against a task that is recorded at the same time; there are at most five. */
  private static final int MAX_ATTEMPTS = 20;

  private final OrderReads reader;
  private final OrderWrites store;
  private final OrderChanges changes;
  private final InstantSource clock;
  private final int countPendingTo;

  Orders(
      OrderReads reader,
      OrderWrites store,
      OrderChanges changes,
      InstantSource clock,
      int countPendingTo) {
    this.reader = reader;
    this.store = store;
    this.changes = changes;
    this.clock = clock;
    this.countPendingTo = countPendingTo;
  }

  /**
   * @throws Refusal NOT_FOUND
   */
  Order get(String orderId) {
    return reader
        .find(orderId)
        .orElseThrow(() -> Refusal.notFound("ORDER_NOT_FOUND", "there is no such order"));
  }

  @Override
  public LookUp lookUp(String cartId, UUID requestId) {
    return reader.lookUp(cartId, requestId, countPendingTo);
  }

  @Override
  public boolean isPlaced(String cartId, UUID requestId) {
    return reader.isPlaced(cartId, requestId);
  }

  @Override
  public PlaceResult place(NewOrder order, boolean leased) {
    PlaceResult result = store.place(order, leased);
    if (result instanceof PlaceResult.Placed placed && !leased) {
      changes.changed(placed.pending().order());
    }
    return result;
  }

  @Override
  public Optional<Order> decide(
      PendingOrder pending, Transition decision, List<Happened> happened) {
    Order after = pending.order().after(decision, happened);
    if (!store.change(pending.order(), after, decision, Optional.of(pending.lease()))) {
      return Optional.empty();
    }
    log.info("{}: {}", after, decision);
    changes.changed(after);
    return Optional.of(after);
  }

  /**
   * Undoes an order. Repeated, it answers the same.
   *
   * @throws Refusal NOT_FOUND, or FAILED_PRECONDITION when the order was refused
   */
  Order cancel(String orderId) {
    Happened cancelled = Happened.plain(OrderEvent.CANCELLED, clock.instant());
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Order order = get(orderId);
      switch (order.state()) {
        case CANCELLED -> {
          return order;
        }
        case REJECTED ->
            throw Refusal.failedPrecondition(
                "NOT_CANCELLABLE",
                "the order was refused; there is nothing to undo",
                Map.of("reason", order.reason().name()));
        case PENDING, CONFIRMED -> {
          Optional<Order> after = change(order, Transition.CANCEL, cancelled, Optional.empty());
          if (after.isPresent()) {
            return after.get();
          }
        }
      }
    }
    throw Refusal.unavailable("OUTCOME_UNKNOWN", "the order is busy; repeat the same request");
  }

  /**
   * Cancels an order whose money was finally refused, and ends the lease's task with it; an order
   * that was cancelled before stays as it is.
   */
  TaskOutcome failPayment(Lease capture) {
    Happened failed =
        new Happened(OrderEvent.CANCELLED, clock.instant(), "the capture was refused");
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Order order = get(capture.orderId());
      if (!Transition.FAIL_PAYMENT.isAllowedFrom(order.state())) {
        return new TaskOutcome.Done(Optional.empty());
      }
      if (change(order, Transition.FAIL_PAYMENT, failed, Optional.of(capture)).isPresent()) {
        return new TaskOutcome.Ended(true);
      }
    }
    return new TaskOutcome.Again("the capture was refused; the order can't be cancelled yet");
  }

  private Optional<Order> change(
      Order order, Transition transition, Happened happened, Optional<Lease> lease) {
    Order after = order.after(transition, List.of(happened));
    if (!store.change(order, after, transition, lease)) {
      return Optional.empty();
    }
    log.info("{}: {}", after, transition);
    changes.changed(after);
    return Optional.of(after);
  }
}
