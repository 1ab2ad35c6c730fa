// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.service.Money;
import souk.service.Refusal;

/**
 * The checkout, in five steps: look up, placed, hold, authorise, decide.
 *
 * <p>{@link #checkout} is all of it. Once the order is placed, the rest runs in a context of its
 * own; {@link #decide} is that rest, and where any instance carries on when this one stops, at
 * whatever point: each step may be repeated, and only the last one is seen by the shopper. No
 * transaction and no connection is held while another service is asked.
 *
 * <p>Thread-safe.
 */
final class Checkout {
  private static final Logger log = LoggerFactory.getLogger(Checkout.class);
  private static final Duration COME_BACK_WHEN_FULL = Duration.ofSeconds(2);

  private final OrderBook orders;
  private final Participants shop;
  private final Pricing pricing;
  private final DecisionSlots slots;
  private final Decisions decisions;
  private final Supplier<String> newOrderId;
  private final InstantSource clock;
  private final int maxPending;

  /**
   * @param newOrderId makes unguessable ids
   * @param maxPending how many orders of the whole shop may wait for a decision; exceeded at most
   *     by the checkouts that are on their way when it is reached
   */
  Checkout(
      OrderBook orders,
      Participants shop,
      DecisionSlots slots,
      Decisions decisions,
      Supplier<String> newOrderId,
      InstantSource clock,
      int maxPending) {
    this.orders = orders;
    this.shop = shop;
    this.pricing = new Pricing(shop.carts(), shop.catalog());
    this.slots = slots;
    this.decisions = decisions;
    this.newOrderId = newOrderId;
    this.clock = clock;
    this.maxPending = maxPending;
  }

  /**
   * Buys what is in a cart. Repeated with the same request id, it answers the order that was placed
   * first, and waits for its decision no longer than the first attempt would have.
   *
   * @return the order, decided or PENDING
   * @throws Refusal when nothing was placed
   */
  Order checkout(Purchase purchase, CallTime time) {
    // 1. Look up first: a repeat finds its order, whatever has become of cart, prices and limits.
    LookUp found = orders.lookUp(purchase.cartId(), purchase.requestId());
    Instant lastMoment = found.databaseTime().plus(time.remaining());
    if (found.same().isPresent()) {
      LookUp.Known known = found.same().get();
      Duration ago = Duration.between(known.order().createTime(), found.databaseTime());
      return decisionOf(known, purchase, time.answerByIfPlaced(ago));
    }

    // 2. Placed: the cart's lines at the catalogue's prices, stored with the task to decide them.
    // The cart is read after the look-up, which saw the order before taken out of it; if another
    // order has come since, placing refuses itself, and so it does after the last moment. Nothing
    // is placed for who has gone.
    NewOrder order;
    try {
      refuseBesideAnOpenOrder(found);
      refuseWhenFull(found);
      order = priced(purchase, found.ordersOfCart() + 1, lastMoment);
    } catch (Refusal refused) {
      // An attempt before this one may be about to place the order. No is said when it has not.
      if (orders.isPlaced(purchase.cartId(), purchase.requestId())) {
        return checkout(purchase, time);
      }
      throw refused;
    }
    try (DecisionSlots.Slot slot = slots.reserve()) {
      refuseWhenNobodyWaits();
      switch (orders.place(order, slot.isThere())) {
        case PlaceResult.Placed(PendingOrder placed) -> {
          // 3. to 5. Hold, authorise, decide: in a context of their own, whatever becomes of the
          // caller, and by any instance when this one stops.
          try (Decisions.Pending decision = decisions.listen(placed.order())) {
            slot.decide(placed, () -> decide(placed));
            return decision.await(time.answerBy());
          }
        }
        case PlaceResult.TooLate tooLate ->
            throw Status.DEADLINE_EXCEEDED
                .withDescription("the order was not placed in time")
                .asRuntimeException();
        case PlaceResult.Overtaken overtaken -> log.debug("{}: overtaken", purchase);
      }
    }
    // Overtaken. The place was given back: the order that was faster may need it to be decided.
    return checkout(purchase, time);
  }

  /**
   * Decides a placed order, or leaves it as it is when somebody did not answer. Blocks for as long
   * as the participants' deadlines allow.
   */
  TaskOutcome decide(PendingOrder pending) {
    Order order = pending.order();
    if (pending.overdue()) {
      return decided(pending, Transition.REJECT_TIMED_OUT, List.of(), "");
    }

    // 3. Hold: all lines or none. What is not known to be held is asked for again.
    List<Happened> happened = new ArrayList<>();
    switch (shop.inventory().hold(order)) {
      case Inventory.Held held -> happened.add(Happened.plain(OrderEvent.HELD, clock.instant()));
      case Inventory.OutOfStock(List<String> shortOf) -> {
        String detail = "not in stock: " + String.join(", ", shortOf);
        return decided(pending, Transition.REJECT_OUT_OF_STOCK, happened, detail);
      }
      case Inventory.HoldClosed closed -> {
        return decidedByAnother(pending, "inventory");
      }
      case Unanswered unknown -> {
        return undecided("hold", unknown);
      }
    }

    // 4. Authorise: the same authorisation, by the order's key, until it is told yes or no.
    switch (shop.payment().authorize(order, pending.cardToken())) {
      case Payment.Authorized authorized ->
          happened.add(Happened.plain(OrderEvent.AUTHORIZED, clock.instant()));
      case Payment.Declined(String code) -> {
        return decided(pending, Transition.REJECT_CARD_DECLINED, happened, code);
      }
      case Payment.AuthorizeClosed closed -> {
        return decidedByAnother(pending, "payment");
      }
      case Unanswered unknown -> {
        return undecided("authorise", unknown);
      }
    }

    // 5. Decide: held and authorised is bought.
    return decided(pending, Transition.CONFIRM, happened, "");
  }

  /**
   * Tried again, also when the participant refused the request itself (INVALID_ARGUMENT and the
   * like, of which it has no business to say so here). That is a fault of the shop, not of the
   * order: what is mended within the 15 minutes is bought after all, and then the order is rejected
   * as TIMED_OUT like any other that could not be decided. Nothing may be concluded before, since
   * an earlier attempt may have been done. Until then people are told.
   */
  private static TaskOutcome undecided(String step, Unanswered unknown) {
    String why = step + ": " + unknown.why();
    return unknown.isRefusal() ? new TaskOutcome.Refused(why) : new TaskOutcome.Again(why);
  }

  /** One transaction by compare-and-set; a decision that comes second changes nothing. */
  private TaskOutcome decided(
      PendingOrder pending, Transition decision, List<Happened> happened, String detail) {
    List<Happened> all = new ArrayList<>(happened);
    all.add(new Happened(decision.event(), clock.instant(), detail));
    Optional<Order> decided = orders.decide(pending, decision, all);
    if (decided.isEmpty()) {
      log.info("{}: lost, another was first", pending.lease());
    }
    return new TaskOutcome.Ended(decision != Transition.REJECT_TIMED_OUT);
  }

  /**
   * A participant undoes an order only after it was decided, and whoever did that has ended this
   * task. Should it be there after all, it is taken again when the lease is over.
   */
  private static TaskOutcome decidedByAnother(PendingOrder pending, String participant) {
    log.info("{}: closed at {}", pending.lease(), participant);
    return new TaskOutcome.Ended(true);
  }

  private Order decisionOf(LookUp.Known known, Purchase purchase, Deadline answerBy) {
    if (!known.hash().equals(purchase.hash())) {
      throw Refusal.requestIdReused("request_id");
    }
    // Never a second coordinator beside a living one: the task's lease says who decides.
    try (Decisions.Pending decision = decisions.listen(known.order())) {
      return decision.await(answerBy);
    }
  }

  private NewOrder priced(Purchase purchase, int orderOfCart, Instant lastMoment) {
    List<OrderLine> lines = pricing.linesOf(purchase.cartId());
    NewOrder order =
        new NewOrder(newOrderId.get(), purchase, lines, orderOfCart, clock.instant(), lastMoment);
    refuseOtherThanExpected(purchase.expectedTotal(), order.total());
    return order;
  }

  private static void refuseBesideAnOpenOrder(LookUp found) {
    found
        .openOrderId()
        .ifPresent(
            orderId -> {
              throw Refusal.failedPrecondition(
                  "CHECKOUT_IN_PROGRESS",
                  "an order of this cart is open; wait until it is decided and settled",
                  Map.of("order_id", orderId));
            });
  }

  private void refuseWhenFull(LookUp found) {
    if (found.pendingOrders() >= maxPending) {
      throw Refusal.exhausted(
          "TOO_MANY_PENDING_ORDERS",
          "too many orders wait for a decision; come back later",
          COME_BACK_WHEN_FULL);
    }
  }

  /**
   * Who went away before the order is placed has bought nothing. The deadline alone would not say
   * so: it is counted from when the request came in, which may be long after it was sent.
   */
  private static void refuseWhenNobodyWaits() {
    if (Context.current().isCancelled()) {
      throw Status.CANCELLED
          .withDescription("the caller went away before the order was placed")
          .asRuntimeException();
    }
  }

  private static void refuseOtherThanExpected(Optional<Money> expected, Money total) {
    if (expected.isPresent() && !expected.get().equals(total)) {
      com.google.type.Money now = total.toMessage();
      throw Refusal.failedPrecondition(
          "PRICE_CHANGED",
          "the total is another now",
          Map.of(
              "currency_code", now.getCurrencyCode(),
              "units", Long.toString(now.getUnits()),
              "nanos", Integer.toString(now.getNanos())));
    }
  }
}
