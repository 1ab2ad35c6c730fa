// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.order.OrderEvent.PAYMENT_REVERSED;
import static souk.order.OrderEvent.STOCK_SETTLED;

import com.google.type.PostalAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.service.Money;
import souk.service.PostgresExtension;

/**
 * The model of the orders' and tasks' tables is no fiction: the same operations, drawn at random,
 * have the same results and leave the same rows as the statements on a real PostgreSQL. Its time is
 * moved by moving all that is stored into the past; all durations are minutes, the test is seconds.
 */
class ModelBookTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture fixture = new OrderFixture(postgres);

  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Duration OVERDUE = Duration.ofMinutes(60);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int OPERATIONS = 1_500;
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final SplittableRandom random = new SplittableRandom(42);
  private final VirtualTime time = new VirtualTime();
  private final ModelTasks modelTasks = new ModelTasks(time, LEASE, OVERDUE);
  private final ModelBook model = new ModelBook(time, modelTasks);

  private Jdbi jdbi;
  private OrderReader reader;
  private OrderStore store;
  private TaskStore tasks;

  /** Orders as they were read at some time, and leases as they were taken: most are stale. */
  private final List<Order> seen = new ArrayList<>();

  private final List<Lease> leases = new ArrayList<>();
  private int placed;
  private int changed;
  private int ended;

  @BeforeEach
  void connect() {
    jdbi = postgres.database().jdbi();
    reader = new OrderReader(jdbi);
    store = new OrderStore(jdbi, "test", LEASE);
    tasks = new TaskStore(jdbi, "test", LEASE, OVERDUE);
  }

  @Test
  void operations_drawnAtRandom_sameResultsAndRowsAsOnPostgres() {
    for (int i = 0; i < OPERATIONS; i++) {
      time.advance(Duration.ofMillis(1));
      operation(random.nextInt(100));
      if (i % 25 == 0) {
        sameRows();
      }
    }
    sameRows();
    assertThat(placed).as("orders placed").isGreaterThan(20);
    assertThat(changed).as("orders changed").isGreaterThan(20);
    assertThat(ended).as("tasks ended").isGreaterThan(20);
  }

  private void operation(int dice) {
    if (dice < 20) {
      place();
    } else if (dice < 25) {
      lookUp();
    } else if (dice < 30) {
      findPending();
    } else if (dice < 50) {
      change();
    } else if (dice < 70) {
      take();
    } else if (dice < 75) {
      renew();
    } else if (dice < 85) {
      end();
    } else if (dice < 93) {
      putBack();
    } else {
      timePasses();
    }
  }

  private void place() {
    String cart = cart();
    Purchase purchase =
        new Purchase(
            cart,
            new UUID(0, random.nextInt(200)),
            new CardToken("tok_visa"),
            "ada@example.com",
            PostalAddress.newBuilder().setRegionCode("NL").build(),
            Optional.empty(),
            RequestHash.stored(new byte[] {1}));
    // Mostly the next of its cart; sometimes one that another has.
    int next = model.lookUp(cart, purchase.requestId(), 1).ordersOfCart() + 1;
    int orderOfCart = random.nextInt(5) == 0 ? Math.max(1, next - 1) : next;
    boolean inTime = random.nextInt(8) > 0;
    boolean leased = random.nextBoolean();
    String id = "ord_" + placed + "_" + seen.size();
    PlaceResult expected =
        model.place(order(id, purchase, orderOfCart, time.instant(), inTime), leased);
    PlaceResult real = store.place(order(id, purchase, orderOfCart, Instant.now(), inTime), leased);

    assertThat(timeless(real)).isEqualTo(timeless(expected));
    if (expected instanceof PlaceResult.Placed(PendingOrder pending)) {
      placed++;
      seen.add(pending.order());
      leases.add(pending.lease());
    }
  }

  private NewOrder order(
      String id, Purchase purchase, int orderOfCart, Instant now, boolean inTime) {
    Money price = new Money(ModelShop.EUR, 5);
    return new NewOrder(
        id,
        purchase,
        List.of(new OrderLine("lamp", "Lamp", 2, price), new OrderLine("rug", "Rug", 1, price)),
        orderOfCart,
        NOON.plusSeconds(seen.size()),
        inTime ? now.plus(HOUR) : now.minus(HOUR));
  }

  private void lookUp() {
    String cart = cart();
    UUID request = new UUID(0, random.nextInt(200));
    int limit = 1 + random.nextInt(5);
    LookUp expected = model.lookUp(cart, request, limit);
    LookUp real = reader.lookUp(cart, request, limit);

    assertThat(real.same().map(LookUp.Known::hash)).isEqualTo(expected.same().map(k -> k.hash()));
    assertThat(real.same().map(k -> timeless(k.order())))
        .isEqualTo(expected.same().map(k -> timeless(k.order())));
    assertThat(real.openOrderId()).isEqualTo(expected.openOrderId());
    assertThat(real.ordersOfCart()).isEqualTo(expected.ordersOfCart());
    assertThat(real.pendingOrders()).isEqualTo(expected.pendingOrders());
  }

  private void findPending() {
    if (!leases.isEmpty()) {
      Lease lease = anyLease();
      assertThat(reader.findPending(lease, true).map(ModelBookTest::timeless))
          .isEqualTo(model.findPending(lease, true).map(ModelBookTest::timeless));
    }
  }

  /** From what was read now, or some time ago; for a task's lease, or nobody's. */
  private void change() {
    if (seen.isEmpty()) {
      return;
    }
    Order before = random.nextInt(4) == 0 ? any(seen) : fresh(any(seen));
    Transition transition = any(List.of(Transition.values()));
    if (!transition.isAllowedFrom(before.state())) {
      return;
    }
    Optional<Lease> lease = random.nextBoolean() ? Optional.empty() : leaseOf(before.id());
    Order after = before.after(transition, List.of(Happened.plain(transition.event(), someTime())));
    boolean expected = model.change(before, after, transition, lease);

    assertThat(store.change(before, after, transition, lease)).isEqualTo(expected);
    changed += expected ? 1 : 0;
    seen.add(after);
  }

  /** One of each lane at most: among those that are due at the same time, the choice is free. */
  private void take() {
    List<TaskStore.Wanted> wanted = new ArrayList<>();
    for (LaneName lane : LaneName.values()) {
      if (random.nextBoolean()) {
        Duration minAge = random.nextInt(4) == 0 ? Duration.ofMinutes(20) : Duration.ZERO;
        wanted.add(new TaskStore.Wanted(lane, 1, minAge));
      }
    }
    List<TaskStore.Taken> expected = model.tasks().take(wanted);

    assertThat(tasks.take(wanted)).containsExactlyInAnyOrderElementsOf(expected);
    expected.forEach(taken -> leases.add(taken.lease()));
  }

  private void renew() {
    if (!leases.isEmpty()) {
      List<Lease> mine = List.of(anyLease());
      modelTasks.renew(mine);
      tasks.renew(mine);
    }
  }

  private void end() {
    List<TaskStore.Finished> done = new ArrayList<>();
    HashSet<String> tasksOfDone = new HashSet<>();
    for (int i = 0; i < 1 + random.nextInt(4) && !leases.isEmpty(); i++) {
      Lease lease = anyLease();
      if (lease.kind() != TaskKind.DECIDE && tasksOfDone.add(lease.orderId() + lease.kind())) {
        boolean told = random.nextInt(4) > 0;
        OrderEvent event = any(List.copyOf(EnumSet.range(STOCK_SETTLED, PAYMENT_REVERSED)));
        done.add(new TaskStore.Finished(lease, told ? Optional.of(event) : Optional.empty()));
      }
    }
    Instant at = someTime();

    assertThat(tasks.end(done, at)).isEqualTo(model.end(done, at));
    ended += done.size();
  }

  private void putBack() {
    if (!leases.isEmpty()) {
      Duration delay = Duration.ofMinutes(random.nextInt(3) * 7L);
      boolean park = random.nextInt(20) == 0;
      Lease lease = anyLease();
      List<TaskStore.PutBack> back =
          List.of(new TaskStore.PutBack(lease, lease.kind().lane(), delay, "because", park));
      modelTasks.putBack(back);
      tasks.putBack(back);
    }
  }

  private void timePasses() {
    int minutes = any(List.of(3, 7, 11, 45));
    time.advance(Duration.ofMinutes(minutes));
    String past = " - interval '%d minutes'".formatted(minutes);
    fixture.execute("UPDATE tasks SET due_at = due_at" + past + ", created_at = created_at" + past);
    fixture.execute("UPDATE orders SET created_at = created_at" + past);
  }

  private void sameRows() {
    for (ModelBook.Row row : model.rows()) {
      assertThat(reader.find(row.order().id()).map(ModelBookTest::timeless))
          .contains(timeless(row.order()));
    }
    assertThat(
            strings(
                """
                SELECT order_id || ' ' || cart_open || ' ' || cart_order || ' ' || logical_time
                FROM orders
                """))
        .containsExactlyInAnyOrderElementsOf(
            model.rows().stream()
                .map(
                    row ->
                        row.order().id()
                            + " "
                            + row.cartOpen()
                            + " "
                            + row.orderOfCart()
                            + " "
                            + row.logicalTime())
                .toList());
    assertThat(
            strings(
                """
                SELECT order_id || ' ' || kind || ' lease ' || lease || ' attempts ' || attempts
                  || ' ' || coalesce(parked_reason, '')
                FROM tasks
                """))
        .containsExactlyInAnyOrderElementsOf(modelTasks.dump());
  }

  private List<String> strings(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  private Order fresh(Order order) {
    return model.find(order.id()).orElseThrow();
  }

  private Optional<Lease> leaseOf(String orderId) {
    List<Lease> ofOrder = leases.stream().filter(l -> l.orderId().equals(orderId)).toList();
    return ofOrder.isEmpty() ? Optional.empty() : Optional.of(any(ofOrder));
  }

  /** One of the latest, which may stand, or any. */
  private Lease anyLease() {
    int latest = Math.min(leases.size(), 12);
    return random.nextInt(4) == 0
        ? any(leases)
        : any(leases.subList(leases.size() - latest, leases.size()));
  }

  private Instant someTime() {
    return NOON.plusMillis(random.nextInt(100_000));
  }

  private String cart() {
    return "cart-" + random.nextInt(6);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
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
