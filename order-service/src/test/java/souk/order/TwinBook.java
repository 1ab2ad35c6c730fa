// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jdbi.v3.core.Jdbi;

/**
 * Does everything on the model of the tables and on a real database, and compares. The model's time
 * is virtual; in the database all that is stored is moved into the past, which is why durations are
 * to be minutes, and a run seconds.
 */
final class TwinBook {
  /** The database's clock goes on while the model's stands still. */
  private static final RecursiveComparisonConfiguration ALMOST_SINCE_WHEN =
      RecursiveComparisonConfiguration.builder()
          .withComparatorForType(
              (one, other) -> one.minus(other).abs().toMinutes() < 1 ? 0 : one.compareTo(other),
              Duration.class)
          .build();

  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Duration OVERDUE = Duration.ofMinutes(60);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final VirtualTime time = new VirtualTime();
  private final ModelTasks modelTasks = new ModelTasks(time, LEASE, OVERDUE);
  private final ModelBook model = new ModelBook(time, modelTasks);
  private final Jdbi jdbi;
  private final OrderReader reader;
  private final OrderStore store;
  private final TaskStore tasks;

  TwinBook(Jdbi jdbi) {
    this.jdbi = jdbi;
    this.reader = new OrderReader(jdbi);
    this.store = new OrderStore(jdbi, "test", LEASE);
    this.tasks = new TaskStore(jdbi, "test", LEASE, OVERDUE);
  }

  /**
   * @param order is made twice, with the clock of each
   */
  PlaceResult place(BiFunction<String, Instant, NewOrder> order, String id, boolean leased) {
    PlaceResult expected = model.place(order.apply(id, time.instant()), leased);
    PlaceResult real = store.place(order.apply(id, Instant.now()), leased);
    assertThat(timeless(real)).isEqualTo(timeless(expected));
    return expected;
  }

  LookUp lookUp(String cart, UUID request, int limit) {
    LookUp expected = model.lookUp(cart, request, limit);
    assertThat(timeless(reader.lookUp(cart, request, limit))).isEqualTo(timeless(expected));
    return expected;
  }

  boolean isPlaced(String cart, UUID request) {
    boolean expected = model.isPlaced(cart, request);
    assertThat(reader.isPlaced(cart, request)).isEqualTo(expected);
    return expected;
  }

  Order find(String orderId) {
    Order expected = model.find(orderId).orElseThrow();
    assertThat(reader.find(orderId).map(TwinBook::timeless)).contains(timeless(expected));
    return expected;
  }

  void findPending(Lease lease) {
    assertThat(reader.findPending(lease, true).map(TwinBook::timeless))
        .isEqualTo(model.findPending(lease, true).map(TwinBook::timeless));
  }

  boolean change(Order before, Order after, Transition transition, Optional<Lease> lease) {
    boolean expected = model.change(before, after, transition, lease);
    assertThat(store.change(before, after, transition, lease)).isEqualTo(expected);
    return expected;
  }

  List<TaskStore.Taken> take(List<TaskStore.Wanted> wanted) {
    List<TaskStore.Taken> expected = modelTasks.take(wanted);
    assertThat(tasks.take(wanted))
        .usingRecursiveFieldByFieldElementComparator(ALMOST_SINCE_WHEN)
        .containsExactlyInAnyOrderElementsOf(expected);
    return expected;
  }

  void renew(Collection<Lease> leases) {
    modelTasks.renew(leases);
    tasks.renew(leases);
  }

  int end(Collection<TaskStore.Finished> done, Instant at) {
    var expected = model.end(done, at);
    assertThat(tasks.end(done, at)).isEqualTo(expected);
    return expected.size();
  }

  void putBack(Collection<TaskStore.PutBack> back) {
    List<Lease> expected = modelTasks.putBack(back);
    assertThat(tasks.putBack(back)).isEqualTo(expected);
  }

  /** So that what is done one after the other has an order in time. */
  void tick() {
    time.advance(Duration.ofMillis(1));
  }

  void timePasses(int minutes) {
    time.advance(Duration.ofMinutes(minutes));
    String past = " - interval '%d minutes'".formatted(minutes);
    jdbi.useHandle(
        handle -> {
          handle.execute(
              "UPDATE tasks SET due_at = due_at" + past + ", created_at = created_at" + past);
          handle.execute("UPDATE orders SET created_at = created_at" + past);
        });
  }

  /** Compares all that is stored. */
  void sameRows() {
    List<Order> orders = model.rows().stream().map(ModelBook.Row::order).toList();
    assertThat(
            reader.findAll(orders.stream().map(Order::id).toList()).stream()
                .map(TwinBook::timeless))
        .containsExactlyInAnyOrderElementsOf(orders.stream().map(TwinBook::timeless).toList());
    assertThat(
            strings(
                """
                SELECT order_id || ' ' || cart_open || ' ' || cart_order || ' ' || logical_time
                FROM orders
                """))
        .containsExactlyInAnyOrderElementsOf(model.rows().stream().map(TwinBook::columns).toList());
    assertThat(
            strings(
                """
                SELECT order_id || ' ' || kind || ' ' || lane || ' lease ' || lease || ' attempts ' || attempts
                  || ' ' || coalesce(parked_reason, '')
                FROM tasks
                """))
        .containsExactlyInAnyOrderElementsOf(modelTasks.dump());
  }

  private static String columns(ModelBook.Row row) {
    return String.join(
        " ",
        row.order().id(),
        Boolean.toString(row.cartOpen()),
        Integer.toString(row.orderOfCart()),
        Long.toString(row.logicalTime()));
  }

  private List<String> strings(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  private static LookUp timeless(LookUp found) {
    return new LookUp(
        NOON,
        found.same().map(same -> new LookUp.Known(timeless(same.order()), same.hash())),
        found.openOrderId(),
        found.ordersOfCart(),
        found.pendingOrders());
  }

  private static PlaceResult timeless(PlaceResult result) {
    return result instanceof PlaceResult.Placed(PendingOrder pending)
        ? new PlaceResult.Placed(timeless(pending))
        : result;
  }

  private static PendingOrder timeless(PendingOrder pending) {
    return new PendingOrder(
        timeless(pending.order()), pending.cardToken(), pending.lease(), pending.overdue());
  }

  private static Order timeless(Order order) {
    return new Order(
        order.id(),
        order.cartId(),
        order.state(),
        order.reason(),
        order.lines(),
        order.total(),
        order.shipTo(),
        NOON,
        order.timeline(),
        order.version());
  }
}
