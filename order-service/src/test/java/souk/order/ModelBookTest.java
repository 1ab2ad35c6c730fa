// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.type.PostalAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.service.Money;
import souk.service.PostgresExtension;

/**
 * The model of the tables that the simulation believes in is no fiction: the same operations, drawn
 * at random, have the same results and leave the same rows as the statements on a real PostgreSQL.
 */
class ModelBookTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  private static final int OPERATIONS = 2_000;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final List<OrderEvent> STEPS =
      List.of(OrderEvent.STOCK_SETTLED, OrderEvent.PAYMENT_CAPTURED, OrderEvent.CART_EMPTIED);

  private final SplittableRandom random = new SplittableRandom(42);

  /** Orders as they were at some time, and leases as they were taken: most are stale. */
  private final List<Order> seen = new ArrayList<>();

  private final List<Lease> leases = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  @Test
  void operations_drawnAtRandom_sameResultsAndRowsAsOnPostgres() {
    TwinBook book = new TwinBook(postgres.database().jdbi());
    for (int i = 0; i < OPERATIONS; i++) {
      book.tick();
      operation(book, random.nextInt(100));
      if (i % 100 == 0) {
        book.sameRows();
      }
    }
    book.sameRows();

    assertThat(counts).as("what was compared").hasSize(9 + 5);
  }

  private void operation(TwinBook book, int dice) {
    if (dice < 20 || seen.isEmpty()) {
      place(book);
    } else if (dice < 25) {
      book.lookUp(cart(), request(), 1 + random.nextInt(30));
      count("placed " + book.isPlaced(cart(), request()));
    } else if (dice < 30) {
      book.findPending(anyLease());
    } else if (dice < 50) {
      change(book);
    } else if (dice < 70) {
      take(book);
    } else if (dice < 75) {
      book.renew(List.of(anyLease()));
    } else if (dice < 85) {
      end(book);
    } else if (dice < 93) {
      putBack(book);
    } else {
      book.timePasses(any(List.of(3, 7, 11, 45)));
    }
  }

  private void place(TwinBook book) {
    Purchase purchase = purchase();
    // Mostly the next of its cart; sometimes one that another has.
    int next = book.lookUp(purchase.cartId(), purchase.requestId(), 1).ordersOfCart() + 1;
    int orderOfCart = random.nextInt(5) == 0 ? Math.max(1, next - 1) : next;
    Duration left = random.nextInt(8) == 0 ? HOUR.negated() : HOUR;
    Instant placedAt = someTime();
    boolean leased = random.nextBoolean();

    PlaceResult result =
        book.place(
            (id, now) -> new NewOrder(id, purchase, lines(), orderOfCart, placedAt, now.plus(left)),
            "ord_" + seen.size(),
            leased);

    if (result instanceof PlaceResult.Placed(PendingOrder pending)) {
      seen.add(pending.order());
      leases.add(pending.lease());
      count("placed leased " + leased);
    } else {
      count(result.toString());
    }
  }

  private Purchase purchase() {
    return new Purchase(
        cart(),
        request(),
        new CardToken("tok_visa"),
        "ada@example.com",
        PostalAddress.newBuilder().setRegionCode("NL").build(),
        Optional.empty(),
        RequestHash.stored(new byte[] {1}));
  }

  private static List<OrderLine> lines() {
    Money price = new Money(ModelShop.EUR, 5);
    return List.of(new OrderLine("lamp", "Lamp", 2, price), new OrderLine("rug", "Rug", 1, price));
  }

  /** From what was read now, or some time ago; for a task's lease, or nobody's. */
  private void change(TwinBook book) {
    Order some = any(seen);
    Order before = random.nextInt(4) == 0 ? some : book.find(some.id());
    List<Transition> allowed =
        Stream.of(Transition.values()).filter(t -> t.isAllowedFrom(before.state())).toList();
    if (allowed.isEmpty()) {
      return;
    }
    // Half are confirmed: the others have no more to come.
    boolean confirm = random.nextBoolean() && allowed.contains(Transition.CONFIRM);
    Transition transition = confirm ? Transition.CONFIRM : any(allowed);
    Optional<Lease> lease = random.nextBoolean() ? Optional.empty() : leaseOf(before.id());
    Order after = before.after(transition, List.of(Happened.plain(transition.event(), someTime())));

    if (book.change(before, after, transition, lease)) {
      count(before.state() + " " + transition);
      seen.add(after);
    }
  }

  /** One of each lane at most: among those that are due at the same time, the choice is free. */
  private void take(TwinBook book) {
    List<TaskStore.Wanted> wanted = new ArrayList<>();
    for (LaneName lane : LaneName.values()) {
      if (random.nextBoolean()) {
        Duration minAge = random.nextInt(4) == 0 ? Duration.ofMinutes(20) : Duration.ZERO;
        wanted.add(new TaskStore.Wanted(lane, 1, minAge));
      }
    }
    book.take(wanted).forEach(taken -> leases.add(taken.lease()));
  }

  private void end(TwinBook book) {
    List<TaskStore.Finished> done = new ArrayList<>();
    Set<String> tasks = new HashSet<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      Lease lease = anyLease();
      if (lease.kind() != TaskKind.DECIDE && tasks.add(lease.orderId() + lease.kind())) {
        boolean told = random.nextInt(4) > 0;
        done.add(new TaskStore.Finished(lease, told ? Optional.of(any(STEPS)) : Optional.empty()));
      }
    }
    if (book.end(done, someTime()) > 0) {
      count("ended");
    }
  }

  private void putBack(TwinBook book) {
    Duration delay = Duration.ofMinutes(random.nextInt(3) * 7L);
    boolean park = random.nextInt(10) == 0;
    Lease lease = anyLease();
    LaneName lane = lease.kind().laneAfter(Duration.ofMillis(random.nextInt(2_000)));
    String why = any(List.of("because", "why not"));
    book.putBack(List.of(new TaskStore.PutBack(lease, lane, delay, why, park)));
  }

  private Optional<Lease> leaseOf(String orderId) {
    List<Lease> ofOrder = leases.stream().filter(l -> l.orderId().equals(orderId)).toList();
    return ofOrder.isEmpty() ? Optional.empty() : Optional.of(any(ofOrder));
  }

  /** One of the latest, which may stand, or any. */
  private Lease anyLease() {
    int latest = random.nextInt(4) == 0 ? leases.size() : Math.min(leases.size(), 12);
    return any(leases.subList(leases.size() - latest, leases.size()));
  }

  private Instant someTime() {
    return NOON.plusMillis(random.nextInt(100_000));
  }

  private String cart() {
    return "cart-" + random.nextInt(60);
  }

  /** Few enough to come twice. */
  private UUID request() {
    return new UUID(0, random.nextInt(12));
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
