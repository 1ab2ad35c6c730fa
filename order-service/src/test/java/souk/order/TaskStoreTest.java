// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.order.OrderFixture.BOUND;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.service.PostgresExtension;

/** The queue on a real database. */
class TaskStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  @Test
  void take_manyTakersAtOnce_eachTaskOnce() throws Exception {
    insertTasks(300, "SETTLE", "INVENTORY");
    List<Future<List<TaskStore.Taken>>> takers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 12; i++) {
        takers.add(threads.submit(() -> take(store(60_000), LaneName.INVENTORY, 25)));
      }
    }

    List<Lease> taken = new ArrayList<>();
    for (Future<List<TaskStore.Taken>> taker : takers) {
      taker.get().forEach(task -> taken.add(task.lease()));
    }
    assertThat(taken).hasSize(300).doesNotHaveDuplicates();
    assertThat(take(store(60_000), LaneName.INVENTORY, 25)).isEmpty();
  }

  @Test
  void take_severalLanes_eachUpToItsLimit() {
    insertTasks(5, "SETTLE", "INVENTORY");
    insertTasks(5, "CAPTURE", "PAYMENT");

    List<TaskStore.Taken> taken =
        store(60_000)
            .take(
                List.of(
                    new TaskStore.Wanted(LaneName.INVENTORY, 2, Duration.ZERO),
                    new TaskStore.Wanted(LaneName.PAYMENT, 3, Duration.ZERO),
                    new TaskStore.Wanted(LaneName.CART, 3, Duration.ZERO)));

    assertThat(taken).filteredOn(t -> t.lease().kind() == TaskKind.SETTLE).hasSize(2);
    assertThat(taken).filteredOn(t -> t.lease().kind() == TaskKind.CAPTURE).hasSize(3);
  }

  @Test
  void take_onlyOfOneWhoseHolderSaidNothing_wasLeft() {
    insertTasks(1, "SETTLE", "INVENTORY");
    TaskStore store = store(1);

    TaskStore.Taken fresh = take(store, LaneName.INVENTORY, 1).getFirst();
    TaskStore.Taken left = taken(store);
    store.putBack(List.of(putBack(left.lease(), "away", false)));
    TaskStore.Taken back = taken(store);

    assertThat(fresh.wasLeft()).isFalse();
    assertThat(left.wasLeft()).isTrue();
    assertThat(back.wasLeft()).isFalse();
    assertThat(back.attempts()).isEqualTo(3);
  }

  @Test
  void take_dueForAWhile_tellsForHowLong() {
    insertTasks(1, "SETTLE", "INVENTORY");
    orders.execute("UPDATE tasks SET due_at = now() - interval '1 hour'");

    assertThat(take(store(60_000), LaneName.INVENTORY, 1).getFirst().dueFor())
        .isBetween(Duration.ofHours(1), Duration.ofHours(1).plus(BOUND));
  }

  private TaskStore.Taken taken(TaskStore store) {
    return await()
        .atMost(BOUND)
        .until(() -> take(store, LaneName.INVENTORY, 1), list -> !list.isEmpty())
        .getFirst();
  }

  @Test
  void take_leaseIsOver_anotherHasItAndTheFirstCanDoNothing() {
    insertTasks(1, "SETTLE", "INVENTORY");
    TaskStore store = store(100);
    Lease first = take(store, LaneName.INVENTORY, 1).getFirst().lease();

    TaskStore.Taken second = taken(store(60_000));

    assertThat(second.attempts()).isEqualTo(2);
    assertThat(store.end(List.of(new TaskStore.Finished(first, Optional.empty())), NOW)).isEmpty();
    assertThat(store.putBack(List.of(putBack(first, "late", false)))).isEmpty();
    store.renew(List.of(first));
    assertThat(orders.count("SELECT count(*) FROM tasks WHERE due_at > now() + interval '10 s'"))
        .isOne();
    assertThat(orders.count("SELECT lease FROM tasks")).isEqualTo(2);
  }

  @Test
  void renew_running_leaseIsKept() {
    insertTasks(1, "SETTLE", "INVENTORY");
    Lease lease = take(store(300), LaneName.INVENTORY, 1).getFirst().lease();

    store(60_000).renew(List.of(lease));

    await()
        .during(Duration.ofMillis(500))
        .atMost(BOUND)
        .until(() -> take(store(300), LaneName.INVENTORY, 1).isEmpty());
  }

  @Test
  void end_severalTasksOfOneOrder_allInTheTimelineInGrowingTime() {
    insertOrder("ord_1");
    insertTask("ord_1", "SETTLE", "INVENTORY");
    insertTask("ord_1", "CAPTURE", "PAYMENT");
    insertTask("ord_1", "TAKE_OUT", "CART");

    store(100)
        .end(
            List.of(
                finished("ord_1", TaskKind.SETTLE, OrderEvent.STOCK_SETTLED),
                finished("ord_1", TaskKind.CAPTURE, OrderEvent.PAYMENT_CAPTURED),
                finished("ord_1", TaskKind.TAKE_OUT, OrderEvent.CART_EMPTIED)),
            NOW);

    assertThat(orders.count("SELECT count(*) FROM tasks")).isZero();
    assertThat(orders.count("SELECT count(*) FROM order_timeline")).isEqualTo(3);
    assertThat(orders.count("SELECT min(logical_time) FROM order_timeline"))
        .isEqualTo(LogicalTime.of(NOW));
    assertThat(orders.count("SELECT max(logical_time) FROM order_timeline"))
        .isEqualTo(orders.count("SELECT logical_time FROM orders"))
        .isEqualTo(LogicalTime.of(NOW) + 2);
    assertThat(orders.count("SELECT count(*) FROM orders WHERE cart_open")).isZero();
    assertThat(orders.count("SELECT version FROM orders")).isEqualTo(2);
  }

  @Test
  void end_twoInstancesEndTasksOfTheSameOrders_noDeadlock() throws Exception {
    List<TaskStore.Finished> settles = new ArrayList<>();
    List<TaskStore.Finished> captures = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      String order = "ord_" + i;
      insertOrder(order);
      insertTask(order, "SETTLE", "INVENTORY");
      insertTask(order, "CAPTURE", "PAYMENT");
      settles.add(finished(order, TaskKind.SETTLE, OrderEvent.STOCK_SETTLED));
      captures.addFirst(finished(order, TaskKind.CAPTURE, OrderEvent.PAYMENT_CAPTURED));
    }

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first = threads.submit(() -> store(100).end(settles, NOW));
      Future<?> second = threads.submit(() -> store(100).end(captures, NOW));
      first.get();
      second.get();
    }

    assertThat(orders.count("SELECT count(*) FROM order_timeline")).isEqualTo(300);
    assertThat(orders.count("SELECT count(*) FROM orders WHERE version = 3")).isEqualTo(150);
  }

  @Test
  void putBack_parked_keptWithItsReasonAndTakenNoMore() {
    insertTasks(1, "SETTLE", "INVENTORY");
    TaskStore store = store(100);
    Lease lease = take(store, LaneName.INVENTORY, 1).getFirst().lease();

    store.putBack(List.of(putBack(lease, "NOT_HELD", true)));

    assertThat(take(store, LaneName.INVENTORY, 1)).isEmpty();
    assertThat(orders.count("SELECT count(*) FROM tasks WHERE parked_reason = 'NOT_HELD'")).isOne();
  }

  @Test
  void putBack_reasons_onlyOtherOnesAreNews() {
    insertTasks(1, "SETTLE", "INVENTORY");
    TaskStore store = store(100);

    assertThat(putBackWith(store, "one")).hasSize(1);
    assertThat(putBackWith(store, "one")).isEmpty();
    assertThat(putBackWith(store, "another")).hasSize(1);
    assertThat(putBackWith(store, "x".repeat(10_000))).hasSize(1);
    assertThat(orders.count("SELECT length(last_error) FROM tasks")).isEqualTo(500);
  }

  @Test
  void putBack_slowDecision_waitsInItsOwnLaneAndCountsAsPending() {
    insertTasks(1, "DECIDE", "DECISION");
    TaskStore store = store(100);
    Lease lease = take(store, LaneName.DECISION, 1).getFirst().lease();

    store.putBack(
        List.of(
            new TaskStore.PutBack(lease, LaneName.SLOW_DECISION, Duration.ZERO, "late", false)));

    assertThat(
            new OrderReader(postgres.database().jdbi())
                .lookUp("crt_1", java.util.UUID.randomUUID(), 10)
                .pendingOrders())
        .isOne();
    assertThat(take(store, LaneName.DECISION, 1)).isEmpty();
    assertThat(take(store, LaneName.SLOW_DECISION, 1)).hasSize(1);
  }

  @Test
  void take_kindOfANewerVersion_leftToItAndTheOthersAreTaken() {
    insertTask("ord_1", "ENGRAVE", "INVENTORY");
    insertTask("ord_2", "SETTLE", "INVENTORY");

    assertThat(take(store(60_000), LaneName.INVENTORY, 10))
        .extracting(task -> task.lease().orderId())
        .containsExactly("ord_2");
    assertThat(orders.count("SELECT attempts FROM tasks WHERE kind = 'ENGRAVE'")).isZero();
  }

  @Test
  void end_nothingToTell_orderStaysAsItIs() {
    insertOrder("ord_1");
    insertTask("ord_1", "SETTLE", "INVENTORY");

    Lease lease = new Lease("ord_1", TaskKind.SETTLE, 0);
    assertThat(store(100).end(List.of(new TaskStore.Finished(lease, Optional.empty())), NOW))
        .isEmpty();

    assertThat(orders.count("SELECT count(*) FROM tasks")).isZero();
    assertThat(orders.count("SELECT version FROM orders")).isOne();
    assertThat(orders.count("SELECT logical_time FROM orders")).isOne();
    assertThat(orders.count("SELECT count(*) FROM orders WHERE cart_open")).isOne();
  }

  @Test
  void end_takenOutWithNothingToTell_cartIsOpenAgainOnce() {
    insertOrder("ord_1");
    Lease lease = new Lease("ord_1", TaskKind.TAKE_OUT, 0);
    for (int i = 0; i < 2; i++) {
      insertTask("ord_1", "TAKE_OUT", "CART");
      store(100).end(List.of(new TaskStore.Finished(lease, Optional.empty())), NOW);
    }

    assertThat(orders.count("SELECT count(*) FROM orders WHERE cart_open")).isZero();
    assertThat(orders.count("SELECT version FROM orders")).isEqualTo(2);
    assertThat(orders.count("SELECT logical_time FROM orders")).isOne();
  }

  private static List<Lease> putBackWith(TaskStore store, String why) {
    Lease lease =
        await()
            .atMost(BOUND)
            .until(() -> take(store, LaneName.INVENTORY, 1), list -> !list.isEmpty())
            .getFirst()
            .lease();
    return store.putBack(List.of(putBack(lease, why, false)));
  }

  private static TaskStore.PutBack putBack(Lease lease, String why, boolean park) {
    return new TaskStore.PutBack(lease, lease.kind().lane(), Duration.ZERO, why, park);
  }

  private static TaskStore store(long leaseMillis) {
    return new TaskStore(
        postgres.database().jdbi(), "test", Duration.ofMillis(leaseMillis), Duration.ofMinutes(15));
  }

  private static List<TaskStore.Taken> take(TaskStore store, LaneName lane, int howMany) {
    return store.take(List.of(new TaskStore.Wanted(lane, howMany, Duration.ZERO)));
  }

  private static TaskStore.Finished finished(String order, TaskKind kind, OrderEvent event) {
    return new TaskStore.Finished(new Lease(order, kind, 0), Optional.of(event));
  }

  private void insertTasks(int count, String kind, String lane) {
    orders.execute(
        """
        INSERT INTO tasks (order_id, kind, lane, due_at, created_at, lease, attempts)
        SELECT 'ord_' || n, '%s', '%s', now(), now(), 0, 0 FROM generate_series(1, %d) n
        """
            .formatted(kind, lane, count));
  }

  private void insertTask(String order, String kind, String lane) {
    orders.execute(
        """
        INSERT INTO tasks (order_id, kind, lane, due_at, created_at, lease, attempts)
        VALUES ('%s', '%s', '%s', now(), now(), 0, 0)
        """
            .formatted(order, kind, lane));
  }

  private void insertOrder(String order) {
    orders.execute(
        """
        INSERT INTO orders (order_id, cart_id, request_id, request_hash, cart_order, cart_open,
          state, reason, version, logical_time, currency, total_minor, email, ship_to, created_at)
        VALUES ('%s', '%s', gen_random_uuid(), '', 1, true, 'CONFIRMED', 'NONE', 1, 1,
          'EUR', 1, '', '', now())
        """
            .formatted(order, order));
  }
}
