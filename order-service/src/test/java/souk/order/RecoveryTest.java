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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.order.OrderFixture.Shopper;
import souk.service.PostgresExtension;
import souk.v1.Order.Reason;
import souk.v1.Order.State;
import souk.v1.TimelineEntry.Event;

/** What becomes of orders while parts of the shop are away, answer late, or die. */
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
  void placerDies_afterPlacing_anotherInstanceTakesOverAfterTheLease() {
    RequestHash.Key key = new RequestHash.Key(new byte[32]);
    Orders placer = new Orders(reader(), store(), new OrderChanges(), orders.clock(), 100);
    OrderWatches watches = new OrderWatches(reader(), Duration.ofMillis(50));
    Checkout dying =
        new Checkout(
            placer,
            orders.shop.participants(),
            new SlotsOfTheDying(),
            watches,
            () -> "ord_" + "a".repeat(32),
            orders.clock(),
            100);
    Purchase purchase = new CheckoutRequests(key).check(request(orders.filledCart()).build());

    Order placed = dying.checkout(purchase, CallTime.ofCurrentCall(Duration.ofMillis(1)));
    Shopper survivor = orders.start();

    assertThat(placed.state()).isEqualTo(OrderState.PENDING);
    assertThat(survivor.get(placed.id()).getState())
        .as("while the lease lasts")
        .isEqualTo(State.PENDING);
    await().atMost(BOUND).until(() -> survivor.get(placed.id()).getState() == State.CONFIRMED);
    assertThat(orders.count("SELECT count(*) FROM tasks WHERE kind = 'DECIDE'")).isZero();
    watches.close();
  }

  @Test
  void coordinatorHangs_othersLeaveItsTaskAloneWhileItLives() throws Exception {
    Shopper first = orders.startImpatient();
    orders.startImpatient();
    CountDownLatch hold = orders.shop.inventoryLink.hang();

    souk.v1.Order order = first.checkout(request(orders.filledCart()));
    // Two leases long.
    await().pollDelay(Duration.ofMillis(1_600)).until(() -> true);

    assertThat(orders.shop.inventoryLink.calls()).as("one coordinator").isOne();
    hold.countDown();
    first.awaitState(order, State.CONFIRMED);
  }

  @Test
  void decide_leaseTakenByAnother_changesNothing() {
    Orders book = new Orders(reader(), store(), new OrderChanges(), orders.clock(), 100);
    PendingOrder paused = place(book, true);
    TaskStore tasks =
        new TaskStore(
            postgres.database().jdbi(), "other", Duration.ofSeconds(5), Duration.ofMinutes(15));
    List<TaskStore.Taken> taken = new ArrayList<>();
    await()
        .atMost(BOUND)
        .until(
            () ->
                taken.addAll(
                    tasks.take(
                        List.of(new TaskStore.Wanted(LaneName.DECISION, 10, Duration.ZERO)))));

    Happened rejected = Happened.plain(OrderEvent.REJECTED, orders.clock().instant());
    assertThat(book.decide(paused, Transition.REJECT_OUT_OF_STOCK, List.of(rejected))).isEmpty();

    PendingOrder takenOver = reader().findPending(taken.getFirst().lease(), false).orElseThrow();
    Happened confirmed = Happened.plain(OrderEvent.CONFIRMED, orders.clock().instant());
    assertThat(book.decide(takenOver, Transition.CONFIRM, List.of(confirmed))).isPresent();
    assertThat(book.decide(takenOver, Transition.CONFIRM, List.of(confirmed))).isEmpty();
    assertThat(orders.count("SELECT count(*) FROM tasks")).isEqualTo(4);
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

  @Test
  void decide_participantRefuses_toBeSeenAndNotOnlyTriedAgain() {
    Orders book = new Orders(reader(), store(), new OrderChanges(), orders.clock(), 100);
    OrderWatches watches = new OrderWatches(reader(), Duration.ofMillis(50));
    Checkout checkout =
        new Checkout(
            book,
            orders.shop.participants(),
            new SlotsOfTheDying(),
            watches,
            () -> "ord_" + "a".repeat(32),
            orders.clock(),
            100);
    PendingOrder pending = place(book, true);

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
    assertThat(reader().findAll(List.of(first.getId(), second.getId())))
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

  private PendingOrder place(Orders book, boolean leased) {
    Purchase purchase =
        new CheckoutRequests(new RequestHash.Key(new byte[32]))
            .check(request(orders.filledCart()).build());
    NewOrder order =
        new NewOrder(
            "ord_" + "b".repeat(32),
            purchase,
            List.of(new OrderLine(PRODUCT, "Lamp", 1, new souk.service.Money(ModelShop.EUR, 5))),
            1,
            orders.clock().instant(),
            orders.clock().instant().plusSeconds(60));
    return ((PlaceResult.Placed) book.place(order, leased)).pending();
  }

  private static OrderReader reader() {
    return new OrderReader(postgres.database().jdbi());
  }

  private static OrderStore store() {
    return new OrderStore(postgres.database().jdbi(), "dying", Duration.ofSeconds(3));
  }

  /** An instance that dies right after it has placed an order. */
  private static final class SlotsOfTheDying implements DecisionSlots {
    @Override
    public Slot reserve() {
      return new Slot() {
        @Override
        public boolean isThere() {
          return true;
        }

        @Override
        public void decide(
            PendingOrder pending, java.util.function.Supplier<TaskOutcome> decision) {}

        @Override
        public void close() {}
      };
    }
  }
}
