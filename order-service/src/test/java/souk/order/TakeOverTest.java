// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.order.OrderFixture.BOUND;
import static souk.order.OrderFixture.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.order.OrderFixture.Shopper;
import souk.service.PostgresExtension;
import souk.v1.Order.State;

/** Who decides an order when the instance that placed it dies, hangs, or wakes too late. */
class TakeOverTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  private final DyingInstance instance = new DyingInstance(postgres, orders);

  @Test
  void placerDies_afterPlacing_anotherInstanceTakesOverAfterTheLease() {
    RequestHash.Key key = new RequestHash.Key(new byte[32]);
    Orders placer = instance.orders();
    OrderWatches watches = instance.watches();
    Checkout dying = instance.checkout(placer, watches);
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
    Orders book = instance.orders();
    PendingOrder paused = instance.place(book);
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

    PendingOrder takenOver =
        instance.reader().findPending(taken.getFirst().lease(), false).orElseThrow();
    Happened confirmed = Happened.plain(OrderEvent.CONFIRMED, orders.clock().instant());
    assertThat(book.decide(takenOver, Transition.CONFIRM, List.of(confirmed))).isPresent();
    assertThat(book.decide(takenOver, Transition.CONFIRM, List.of(confirmed))).isEmpty();
    assertThat(orders.count("SELECT count(*) FROM tasks")).isEqualTo(4);
  }
}
