// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.order.OrderFixture.BOUND;
import static souk.order.OrderFixture.PRODUCT;
import static souk.order.OrderFixture.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.order.OrderFixture.Shopper;
import souk.service.PostgresExtension;
import souk.v1.Order.Reason;
import souk.v1.Order.State;

/** Orders that cannot be decided: tried again, seen, rejected in the end, and in nobody's way. */
class UndecidedTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  private final DyingInstance dying = new DyingInstance(postgres, orders);

  @Test
  void undecidedForTooLong_timedOutThoughNobodyAnswers() {
    OrderConfig.Limits soon =
        new OrderConfig.Limits(
            Duration.ofMillis(100), Duration.ofSeconds(2), 10_000, 100, Duration.ofMinutes(5));
    Shopper shopper = orders.start(OrderFixture.QUEUE, soon);
    orders.shop.inventoryLink.setAway(true);
    List<souk.v1.Order> placed = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      placed.add(shopper.checkout(request(orders.filledCart())));
    }

    for (souk.v1.Order order : placed) {
      souk.v1.Order rejected = shopper.awaitState(order, State.REJECTED);
      assertThat(rejected.getReason()).isEqualTo(Reason.TIMED_OUT);
    }
    orders.shop.inventoryLink.setAway(false);
    orders.awaitQuiet();
    placed.forEach(order -> assertThat(orders.shop.isReversed(order.getId())).isTrue());
  }

  @Test
  void holdRefused_fault_seenTriedAgainAndBoughtOnceMended() {
    Shopper shopper = orders.startImpatient();
    orders.shop.inventoryLink.refuse(io.grpc.Status.Code.INVALID_ARGUMENT);

    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));

    assertThat(order.getState()).isEqualTo(State.PENDING);
    await()
        .atMost(BOUND)
        .until(
            () ->
                orders.count(
                        "SELECT count(*) FROM tasks WHERE last_error = 'hold: INVALID_ARGUMENT'"
                            + " AND attempts > 1 AND parked_reason IS NULL")
                    == 1);
    orders.shop.inventoryLink.refuse(io.grpc.Status.Code.OK);
    shopper.awaitState(order, State.CONFIRMED);
  }

  /** As of a gateway that tries again because the first answer did not reach it in time. */
  @Test
  void checkout_repeatedAfterTheAnswerLimit_isAnsweredAtOnce() {
    Purchase purchase =
        new CheckoutRequests(new RequestHash.Key(new byte[32]))
            .check(request(orders.filledCart()).build());
    OrderWatches watches = dying.watches();
    Checkout checkout = dying.checkout(dying.orders(), watches);
    Order placed = checkout.checkout(purchase, CallTime.ofCurrentCall(Duration.ofMillis(1)));
    postgres
        .database()
        .jdbi()
        .useHandle(
            handle -> handle.execute("UPDATE orders SET created_at = created_at - interval '1 h'"));

    CallTime patient = CallTime.ofCurrentCall(Duration.ofMinutes(1));
    Order repeated = checkout.checkout(purchase, patient);

    assertThat(repeated.id()).isEqualTo(placed.id());
    assertThat(repeated.state()).isEqualTo(OrderState.PENDING);
    assertThat(patient.answerBy().isExpired()).isFalse();
    watches.close();
  }

  @Test
  void decide_participantRefuses_toBeSeenAndNotOnlyTriedAgain() {
    Orders book = dying.orders();
    OrderWatches watches = dying.watches();
    Checkout checkout = dying.checkout(book, watches);
    PendingOrder pending = dying.place(book);

    orders.shop.inventoryLink.refuse(io.grpc.Status.Code.INVALID_ARGUMENT);
    assertThat(checkout.decide(pending)).isInstanceOf(TaskOutcome.Refused.class);
    orders.shop.inventoryLink.refuse(io.grpc.Status.Code.OK);
    orders.shop.paymentLink.refuse(io.grpc.Status.Code.FAILED_PRECONDITION);
    assertThat(checkout.decide(pending)).isInstanceOf(TaskOutcome.Refused.class);
    orders.shop.paymentLink.refuse(io.grpc.Status.Code.UNAVAILABLE);
    assertThat(checkout.decide(pending)).isInstanceOf(TaskOutcome.Again.class);
    watches.close();
  }

  @Test
  void authoriseRefused_neverMended_timedOutAndUndone() {
    OrderConfig.Limits soon =
        new OrderConfig.Limits(
            Duration.ofMillis(100), Duration.ofSeconds(1), 10_000, 100, Duration.ofMinutes(5));
    Shopper shopper = orders.start(OrderFixture.QUEUE, soon);
    orders.shop.paymentLink.refuse(io.grpc.Status.Code.FAILED_PRECONDITION);

    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));

    assertThat(shopper.awaitState(order, State.REJECTED).getReason()).isEqualTo(Reason.TIMED_OUT);
    orders.shop.paymentLink.refuse(io.grpc.Status.Code.OK);
    orders.awaitQuiet();
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(1_000);
    assertThat(orders.shop.isReversed(order.getId())).isTrue();
  }

  @Test
  void manyNeverAnswered_freshOrdersAreDecidedBesideThem() {
    OrderConfig.Queue four =
        new OrderConfig.Queue(
            OrderFixture.QUEUE.lease(),
            OrderFixture.QUEUE.heartbeat(),
            OrderFixture.QUEUE.poll(),
            Duration.ofSeconds(3),
            4,
            16);
    Shopper impatient = orders.start(four, OrderFixture.IMPATIENT);
    orders.shop.silentBank.setSilence(Duration.ofMillis(1_050));
    for (int i = 0; i < 8; i++) {
      impatient.checkout(request(orders.filledCart()).setCardToken("tok_acquirer_down"));
    }
    await()
        .atMost(BOUND)
        .until(() -> orders.count("SELECT count(*) FROM tasks WHERE lane = 'SLOW_DECISION'") == 8);

    // From now on who waits for an answer does so until the end. What is answered wakes the lane.
    orders.shop.silentBank.setSilence(BOUND);
    for (int i = 0; i < 10; i++) {
      souk.v1.Order fresh = impatient.checkout(request(orders.filledCart()));
      impatient.awaitState(fresh, State.CONFIRMED);
    }
    await("they try again").atMost(BOUND).until(() -> orders.shop.silentBank.waiting() == 2);
    await("half of the places are others'")
        .during(Duration.ofSeconds(3))
        .atMost(BOUND)
        .until(() -> orders.shop.silentBank.waiting() == 2);
    souk.v1.Order last = impatient.checkout(request(orders.filledCart()));
    impatient.awaitState(last, State.CONFIRMED);
  }
}
