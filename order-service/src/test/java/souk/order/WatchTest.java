// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;
import static souk.order.OrderFixture.BOUND;
import static souk.order.OrderFixture.QUEUE;
import static souk.order.OrderFixture.events;
import static souk.order.OrderFixture.request;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;

import io.grpc.Context;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.order.OrderFixture.Shopper;
import souk.order.v1.OrdersGrpc;
import souk.service.PostgresExtension;
import souk.v1.Order.State;
import souk.v1.TimelineEntry.Event;
import souk.v1.WatchOrderRequest;

class WatchTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  @Test
  void watch_orderDecidedByAnotherInstance_seesNowThenEachChange() {
    Shopper first = orders.startImpatient();
    Shopper second = orders.startImpatient();
    orders.shop.inventoryLink.setAway(true);
    souk.v1.Order order = first.checkout(request(orders.filledCart()));

    Iterator<souk.v1.Order> atFirst = watch(first, order);
    Iterator<souk.v1.Order> atSecond = watch(second, order);
    assertThat(atFirst.next().getState()).isEqualTo(State.PENDING);
    assertThat(atSecond.next().getState()).isEqualTo(State.PENDING);
    orders.shop.inventoryLink.setAway(false);

    for (Iterator<souk.v1.Order> changes : List.of(atFirst, atSecond)) {
      souk.v1.Order seen = changes.next();
      assertThat(seen.getState()).isEqualTo(State.CONFIRMED);
      int entries = 0;
      while (!events(seen)
          .containsAll(List.of(Event.STOCK_SETTLED, Event.PAYMENT_CAPTURED, Event.CART_EMPTIED))) {
        assertThat(seen.getTimelineCount()).isGreaterThan(entries);
        entries = seen.getTimelineCount();
        seen = changes.next();
      }
    }
  }

  @Test
  void watch_untilItsEnd_endsOk() {
    Shopper shopper = orders.start(QUEUE, limits(10, Duration.ofMillis(400)));
    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));
    orders.awaitQuiet();

    Iterator<souk.v1.Order> changes = watch(shopper, order);

    assertThat(changes.next().getId()).isEqualTo(order.getId());
    assertThat(changes.hasNext()).isFalse();
  }

  @Test
  void watch_instanceLeaves_endsOkAtOnceAndSoDoWhoComeLater() {
    Shopper shopper = orders.start();
    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));
    orders.awaitQuiet();
    Iterator<souk.v1.Order> changes = watch(shopper, order);
    changes.next();

    orders.leave();

    assertThat(CompletableFuture.supplyAsync(changes::hasNext))
        .succeedsWithin(Duration.ofSeconds(20))
        .isEqualTo(false);
    Iterator<souk.v1.Order> late = watch(shopper, order);
    assertThat(late.next().getId()).isEqualTo(order.getId());
    assertThat(late.hasNext()).isFalse();
  }

  @Test
  void watch_callersDeadlineIsSooner_endsOkBeforeIt() {
    Shopper shopper = orders.start();
    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));
    orders.awaitQuiet();

    Iterator<souk.v1.Order> changes =
        shopper
            .stub()
            .withDeadlineAfter(Duration.ofSeconds(2))
            .watchOrder(WatchOrderRequest.newBuilder().setOrderId(order.getId()).build());

    changes.next();
    assertThatCode(changes::hasNext).doesNotThrowAnyException();
  }

  @Test
  void watch_tooManyAndThenOneGone_refusedThenServed() {
    Shopper shopper = orders.start(QUEUE, limits(2, Duration.ofMinutes(5)));
    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));
    Context.CancellableContext going = Context.current().withCancellation();
    going.run(() -> watch(shopper, order).next());
    watch(shopper, order).next();

    assertThat(codeAndReason(failureOf(() -> watch(shopper, order).next())))
        .isEqualTo("RESOURCE_EXHAUSTED OVERLOADED");

    going.cancel(null);
    await()
        .atMost(BOUND)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(watch(shopper, order).next()).isNotNull());
  }

  @Test
  void watch_slowReader_isToldOnlyTheNewest() {
    Shopper shopper = orders.startImpatient();
    orders.shop.inventoryLink.setAway(true);
    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));
    SlowReader reader = new SlowReader();
    OrdersGrpc.newStub(shopper.stub().getChannel())
        .watchOrder(WatchOrderRequest.newBuilder().setOrderId(order.getId()).build(), reader);
    await().atMost(BOUND).until(() -> !reader.seen.isEmpty());

    orders.shop.inventoryLink.setAway(false);
    shopper.awaitState(order, State.CONFIRMED);
    orders.awaitQuiet();
    assertThat(reader.seen).as("nothing more was asked for").hasSize(1);
    reader.read(1);
    await().atMost(BOUND).until(() -> reader.seen.size() == 2);
    reader.read(10);

    await().atMost(BOUND).until(() -> events(reader.seen.getLast()).size() == 7);
    assertThat(reader.seen.size()).as("of 5 states").isLessThan(5);
    reader.cancel();
  }

  private static Iterator<souk.v1.Order> watch(Shopper shopper, souk.v1.Order order) {
    return shopper
        .stub()
        .watchOrder(WatchOrderRequest.newBuilder().setOrderId(order.getId()).build());
  }

  private static OrderConfig.Limits limits(int watches, Duration watch) {
    return new OrderConfig.Limits(BOUND, Duration.ofMinutes(15), 10_000, watches, watch);
  }

  /** Takes one answer, and then only what it is told to. */
  private static final class SlowReader
      implements ClientResponseObserver<WatchOrderRequest, souk.v1.Order> {
    final List<souk.v1.Order> seen = new CopyOnWriteArrayList<>();
    private ClientCallStreamObserver<WatchOrderRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchOrderRequest> requests) {
      call = requests;
      call.disableAutoRequestWithInitial(1);
    }

    void read(int count) {
      call.request(count);
    }

    void cancel() {
      call.cancel("the test is over", null);
    }

    @Override
    public void onNext(souk.v1.Order order) {
      seen.add(order);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
