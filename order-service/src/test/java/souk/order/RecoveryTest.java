// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static souk.order.OrderFixture.BOUND;
import static souk.order.OrderFixture.PRODUCT;
import static souk.order.OrderFixture.events;
import static souk.order.OrderFixture.request;

import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.order.OrderFixture.Shopper;
import souk.service.PostgresExtension;
import souk.v1.Order.Reason;
import souk.v1.Order.State;
import souk.v1.TimelineEntry.Event;

/** What becomes of orders while parts of the shop are away, refuse, or lose their answers. */
class RecoveryTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  @Test
  void inventoryAway_pendingUntilItIsBack() {
    Shopper shopper = orders.startImpatient();
    orders.shop.inventoryLink.setAway(true);

    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));

    assertThat(order.getState()).isEqualTo(State.PENDING);
    orders.shop.inventoryLink.setAway(false);
    shopper.awaitState(order, State.CONFIRMED);
    orders.awaitQuiet();
    assertThat(orders.shop.paidOrders()).isOne();
  }

  @Test
  void paymentAway_pendingAndHeldUntilItIsBack() {
    Shopper shopper = orders.startImpatient();
    orders.shop.paymentLink.setAway(true);

    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));

    assertThat(order.getState()).isEqualTo(State.PENDING);
    assertThat(orders.shop.isHeld(order.getId())).isTrue();
    orders.shop.paymentLink.setAway(false);
    shopper.awaitState(order, State.CONFIRMED);
    orders.awaitQuiet();
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(999);
  }

  @Test
  void answersLost_atEveryStep_everythingOnce() {
    Shopper shopper = orders.start();
    orders.shop.inventoryLink.loseAnswers(2);
    orders.shop.paymentLink.loseAnswers(2);

    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));
    // And those of the steps after the decision.
    orders.shop.inventoryLink.loseAnswers(2);
    orders.shop.paymentLink.loseAnswers(2);
    orders.shop.cartLink.loseAnswers(2);
    shopper.awaitState(order, State.CONFIRMED);
    orders.awaitQuiet();

    souk.v1.Order settled = shopper.get(order);
    assertThat(events(settled)).doesNotHaveDuplicates().hasSize(7);
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(999);
    assertThat(orders.shop.paidOrders()).isOne();
    assertThat(orders.shop.isSettled(order.getId())).isTrue();
    assertThat(orders.shop.isCaptured(order.getId())).isTrue();
  }

  @Test
  void captureRefused_cancelledAndEverythingReturned() {
    Shopper shopper = orders.start();
    String cart = orders.filledCart();

    souk.v1.Order order = shopper.checkout(request(cart).setCardToken("tok_capture_refused"));

    souk.v1.Order cancelled = shopper.awaitState(order, State.CANCELLED);
    assertThat(cancelled.getReason()).isEqualTo(Reason.PAYMENT_FAILED);
    orders.awaitQuiet();
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(1_000);
    assertThat(orders.shop.isReversed(order.getId())).isTrue();
    assertThat(events(shopper.get(order)))
        .contains(Event.STOCK_RELEASED, Event.PAYMENT_REVERSED)
        .doesNotContain(Event.PAYMENT_CAPTURED);
  }

  @Test
  void rowsOfANewerVersion_timelineReadableAndTheOthersUnharmed() {
    Shopper shopper = orders.start();
    souk.v1.Order first = shopper.checkout(request(orders.filledCart()));
    souk.v1.Order second = shopper.checkout(request(orders.filledCart()));
    orders.awaitQuiet();
    orders.execute(
        "UPDATE order_timeline SET event = 'ENGRAVED' WHERE event = 'STOCK_SETTLED' AND order_id = '"
            + first.getId()
            + "'");
    orders.execute("UPDATE orders SET reason = 'LOST' WHERE order_id = '" + second.getId() + "'");

    assertThat(events(shopper.get(first)))
        .hasSize(7)
        .contains(Event.EVENT_UNSPECIFIED, Event.PAYMENT_CAPTURED);
    assertThatThrownBy(() -> shopper.get(second))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused ->
                assertThat(refused.getStatus().getCode())
                    .isEqualTo(io.grpc.Status.Code.UNAVAILABLE));
    assertThat(
            new OrderReader(postgres.database().jdbi())
                .findAll(List.of(first.getId(), second.getId())))
        .extracting(Order::id)
        .containsExactly(first.getId());
  }

  @Test
  void stepRefusedForGood_parkedWithTheReasonAndTheOthersGoOn() {
    Shopper shopper = orders.start();
    orders.shop.rejectSettle();

    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));
    orders.awaitQuiet();

    assertThat(
            orders.count(
                "SELECT count(*) FROM tasks WHERE kind = 'SETTLE' AND parked_reason = 'NOT_HELD'"))
        .isOne();
    assertThat(events(shopper.get(order))).contains(Event.PAYMENT_CAPTURED, Event.CART_EMPTIED);
  }

  @Test
  void databaseConnectionsCut_underLoad_everyOrderToldExistsAndIsPaidOnce() throws Exception {
    Shopper first = orders.start();
    Shopper second = orders.start();
    List<souk.v1.Order> told = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        Shopper shopper = i % 2 == 0 ? first : second;
        threads.execute(
            () -> {
              souk.v1.Order order = untilAnswered(shopper);
              synchronized (told) {
                told.add(order);
              }
            });
        if (i % 10 == 9) {
          postgres.cutConnections();
        }
      }
    }

    assertThat(told).hasSize(40);
    for (souk.v1.Order order : told) {
      first.awaitState(order, State.CONFIRMED);
    }
    await().atMost(BOUND).until(() -> orders.count("SELECT count(*) FROM tasks") == 0);
    assertThat(orders.count("SELECT count(*) FROM orders")).isEqualTo(40);
    assertThat(orders.shop.paidOrders()).isEqualTo(40);
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(960);
  }

  /** As a client that repeats with the same request id. */
  private souk.v1.Order untilAnswered(Shopper shopper) {
    souk.v1.CheckoutRequest.Builder request = request(orders.filledCart());
    return await()
        .atMost(BOUND)
        .ignoreException(StatusRuntimeException.class)
        .until(() -> shopper.checkout(request), order -> true);
  }
}
