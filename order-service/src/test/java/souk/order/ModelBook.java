// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The tables of orders and tasks as the statements of {@link OrderReader}, {@link OrderStore} and
 * {@link TaskStore} treat them: constraints, compare-and-set, leases, and the database's clock.
 * That it agrees with them is tested beside it. Confined to one thread.
 */
final class ModelBook implements OrderReads, OrderWrites {
  /** An order's row with what belongs to it. */
  record Row(
      Order order,
      UUID requestId,
      RequestHash hash,
      int orderOfCart,
      boolean cartOpen,
      CardToken card,
      long logicalTime) {}

  private static final Set<LaneName> DECISIONS = Set.of(LaneName.DECISION, LaneName.SLOW_DECISION);

  private final InstantSource clock;
  private final ModelTasks tasks;
  private final Map<String, Row> rows = new LinkedHashMap<>();

  /**
   * @param clock the database's
   */
  ModelBook(InstantSource clock, ModelTasks tasks) {
    this.clock = clock;
    this.tasks = tasks;
  }

  @Override
  public LookUp lookUp(String cartId, UUID requestId, int countPendingTo) {
    List<Row> ofCart = ofCart(cartId);
    return new LookUp(
        clock.instant(),
        ofCart.stream()
            .filter(row -> row.requestId().equals(requestId))
            .map(row -> new LookUp.Known(row.order(), row.hash()))
            .findFirst(),
        ofCart.stream().filter(Row::cartOpen).map(row -> row.order().id()).findFirst(),
        ofCart.stream().mapToInt(Row::orderOfCart).max().orElse(0),
        Math.min(countPendingTo, tasks.waiting(DECISIONS)));
  }

  @Override
  public boolean isPlaced(String cartId, UUID requestId) {
    return ofCart(cartId).stream().anyMatch(row -> row.requestId().equals(requestId));
  }

  @Override
  public Optional<Order> find(String orderId) {
    return Optional.ofNullable(rows.get(orderId)).map(Row::order);
  }

  @Override
  public Optional<PendingOrder> findPending(Lease decide, boolean overdue) {
    return Optional.ofNullable(rows.get(decide.orderId()))
        .filter(row -> !row.order().isDecided())
        .map(row -> new PendingOrder(row.order(), row.card(), decide, overdue));
  }

  @Override
  public PlaceResult place(NewOrder order, boolean leased) {
    Instant now = clock.instant();
    if (!now.isBefore(order.lastMoment())) {
      return new PlaceResult.TooLate();
    }
    Purchase purchase = order.purchase();
    boolean conflict =
        rows.containsKey(order.id())
            || ofCart(purchase.cartId()).stream()
                .anyMatch(
                    row ->
                        row.cartOpen()
                            || row.requestId().equals(purchase.requestId())
                            || row.orderOfCart() == order.orderOfCart());
    if (conflict) {
      return new PlaceResult.Overtaken();
    }
    Order placed = order.placed(now);
    rows.put(
        order.id(),
        new Row(
            placed,
            purchase.requestId(),
            purchase.hash(),
            order.orderOfCart(),
            true,
            purchase.cardToken(),
            placed.logicalTime()));
    tasks.insert(order.id(), TaskKind.DECIDE, leased);
    return new PlaceResult.Placed(
        new PendingOrder(
            placed,
            purchase.cardToken(),
            new Lease(order.id(), TaskKind.DECIDE, leased ? 1 : 0),
            false));
  }

  @Override
  public boolean change(Order before, Order after, Transition transition, Optional<Lease> lease) {
    Row row = rows.get(before.id());
    if (row == null
        || row.order().version() != before.version()
        || (lease.isPresent() && !tasks.stands(lease.get()))) {
      return false;
    }
    boolean cartOpen = row.cartOpen() && !transition.closesCart(before.state());
    rows.put(before.id(), changed(row, after, cartOpen, after.logicalTime()));
    transition.ends().forEach(kind -> tasks.delete(before.id(), kind));
    // Sorted: the order of an immutable set differs from one JVM to the next.
    transition.follows(before.state()).stream()
        .sorted()
        .forEach(kind -> tasks.insert(before.id(), kind, false));
    return true;
  }

  /** As {@link TaskStore#end}. */
  Set<String> end(Collection<TaskStore.Finished> done, Instant at) {
    Map<String, List<TaskStore.Finished>> ended = new LinkedHashMap<>();
    for (TaskStore.Finished task : done) {
      if (tasks.delete(task.lease())) {
        ended.computeIfAbsent(task.lease().orderId(), id -> new ArrayList<>()).add(task);
      }
    }
    Set<String> changed = new HashSet<>();
    ended.forEach(
        (orderId, list) -> {
          Row row = rows.get(orderId);
          if (row != null && tells(row, list)) {
            rows.put(orderId, recorded(row, list, at));
            changed.add(orderId);
          }
        });
    return changed;
  }

  /** One of which nothing is told and whose cart stays as it is keeps its version. */
  private static boolean tells(Row row, List<TaskStore.Finished> ended) {
    return ended.stream()
        .anyMatch(
            task ->
                task.event().isPresent()
                    || (row.cartOpen() && task.lease().kind() == TaskKind.TAKE_OUT));
  }

  private static Row recorded(Row row, List<TaskStore.Finished> ended, Instant at) {
    List<OrderEvent> events =
        ended.stream()
            .sorted(Comparator.comparing(task -> task.lease().kind().name()))
            .flatMap(task -> task.event().stream())
            .toList();
    long last =
        events.isEmpty()
            ? row.logicalTime()
            : Math.max(row.logicalTime() + events.size(), LogicalTime.of(at) + events.size() - 1);
    List<TimelineEntry> timeline = new ArrayList<>(row.order().timeline());
    for (int i = 0; i < events.size(); i++) {
      timeline.add(
          new TimelineEntry(
              events.get(i),
              last - events.size() + 1 + i,
              Happened.plain(events.get(i), at).at(),
              ""));
    }
    boolean takenOut = ended.stream().anyMatch(t -> t.lease().kind() == TaskKind.TAKE_OUT);
    Order before = row.order();
    Order after =
        new Order(
            before.id(),
            before.cartId(),
            before.state(),
            before.reason(),
            before.lines(),
            before.total(),
            before.shipTo(),
            before.createTime(),
            timeline,
            before.version() + 1);
    return changed(row, after, row.cartOpen() && !takenOut, last);
  }

  private static Row changed(Row row, Order after, boolean cartOpen, long logicalTime) {
    return new Row(
        after, row.requestId(), row.hash(), row.orderOfCart(), cartOpen, row.card(), logicalTime);
  }

  List<Row> ofCart(String cartId) {
    return rows.values().stream().filter(row -> row.order().cartId().equals(cartId)).toList();
  }

  Collection<Row> rows() {
    return rows.values();
  }

  ModelTasks tasks() {
    return tasks;
  }
}
