// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.order.OrderFixture.PRODUCT;
import static souk.order.OrderFixture.events;
import static souk.order.OrderFixture.request;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.order.OrderFixture.Shopper;
import souk.service.PostgresExtension;
import souk.v1.Order.Reason;
import souk.v1.Order.State;
import souk.v1.TimelineEntry.Event;

class CancelTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  @Test
  void cancel_confirmed_moneyAndStockBack() {
    Shopper shopper = orders.start();
    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));
    orders.awaitQuiet();

    souk.v1.Order cancelled = shopper.cancel(order);

    assertThat(cancelled.getState()).isEqualTo(State.CANCELLED);
    assertThat(cancelled.getReason()).isEqualTo(Reason.BY_SHOPPER);
    orders.awaitQuiet();
    assertThat(events(shopper.get(order)))
        .contains(Event.CANCELLED, Event.STOCK_RELEASED, Event.PAYMENT_REVERSED)
        .doesNotHaveDuplicates();
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(1_000);
    assertThat(orders.shop.paidOrders()).isZero();
  }

  @Test
  void cancel_repeated_sameAnswer() {
    Shopper shopper = orders.start();
    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));
    shopper.cancel(order);
    orders.awaitQuiet();

    souk.v1.Order again = shopper.cancel(order);

    assertThat(again.getState()).isEqualTo(State.CANCELLED);
    assertThat(events(again)).doesNotHaveDuplicates();
  }

  @Test
  void cancel_pending_undoneAndTheCartIsFree() {
    Shopper shopper = orders.startImpatient();
    String cart = orders.filledCart();
    orders.shop.paymentLink.setAway(true);
    souk.v1.Order order = shopper.checkout(request(cart));
    assertThat(order.getState()).isEqualTo(State.PENDING);

    assertThat(shopper.cancel(order).getState()).isEqualTo(State.CANCELLED);

    assertThat(orders.count("SELECT count(*) FROM orders WHERE card_token IS NOT NULL")).isZero();
    orders.shop.paymentLink.setAway(false);
    orders.awaitQuiet();
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(1_000);
    souk.v1.Order next = shopper.checkout(request(cart));
    shopper.awaitState(next, State.CONFIRMED);
  }

  @Test
  void cancel_whileTheCoordinatorHolds_itFindsTheTombstoneAndNothingIsKept() {
    Shopper shopper = orders.startImpatient();
    CountDownLatch payment = orders.shop.paymentLink.hang();
    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));

    assertThat(shopper.cancel(order).getState()).isEqualTo(State.CANCELLED);
    payment.countDown();

    orders.awaitQuiet();
    assertThat(shopper.get(order).getState()).isEqualTo(State.CANCELLED);
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(1_000);
    assertThat(orders.shop.paidOrders()).isZero();
  }

  @Test
  void cancel_confirmedBeforeItsLinesAreTakenOut_cartStaysOpenUntilThen() {
    Shopper shopper = orders.start();
    String cart = orders.filledCart();
    souk.v1.Order order = checkoutWithCartGone(shopper, cart);

    shopper.cancel(order);

    assertThat(codeAndReason(failureOf(() -> shopper.checkout(request(cart)))))
        .isEqualTo("FAILED_PRECONDITION CHECKOUT_IN_PROGRESS");
    orders.shop.cartLink.setAway(false);
    orders.awaitQuiet();
    assertThat(codeAndReason(failureOf(() -> shopper.checkout(request(cart)))))
        .isEqualTo("FAILED_PRECONDITION EMPTY_CART");
  }

  /** The cart goes away right after it was read. */
  private souk.v1.Order checkoutWithCartGone(Shopper shopper, String cart) {
    CountDownLatch prices = orders.shop.catalogLink.hang();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<souk.v1.Order> order = threads.submit(() -> shopper.checkout(request(cart)));
      org.awaitility.Awaitility.await().until(() -> orders.shop.catalogLink.calls() == 1);
      orders.shop.cartLink.setAway(true);
      prices.countDown();
      return order.get();
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void cancel_rejected_notCancellable() {
    Shopper shopper = orders.start();
    souk.v1.Order order =
        shopper.checkout(request(orders.filledCart()).setCardToken("tok_declined"));

    assertThat(codeAndReason(failureOf(() -> shopper.cancel(order))))
        .isEqualTo("FAILED_PRECONDITION NOT_CANCELLABLE");
  }

  @Test
  void cancel_racingWithDecisionAndSettlement_allOrNothing() throws Exception {
    Shopper shopper = orders.start();
    Shopper other = orders.startImpatient();
    List<Future<souk.v1.Order>> checkouts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 30; i++) {
        int delayMillis = i;
        checkouts.add(
            threads.submit(
                () -> {
                  souk.v1.Order order = other.checkout(request(orders.filledCart()));
                  LockSupport.parkNanos(delayMillis * 1_000_000L);
                  return shopper.cancel(order);
                }));
      }
    }
    orders.awaitQuiet();

    for (Future<souk.v1.Order> checkout : checkouts) {
      souk.v1.Order order = shopper.get(checkout.get());
      assertThat(order.getState()).isEqualTo(State.CANCELLED);
      assertThat(events(order))
          .contains(Event.STOCK_RELEASED, Event.PAYMENT_REVERSED)
          .doesNotHaveDuplicates();
    }
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(1_000);
    assertThat(orders.shop.paidOrders()).isZero();
    assertThat(orders.count("SELECT count(*) FROM orders WHERE cart_open")).isZero();
  }
}
