// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Status;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The book and its queue as an instance reaches them: over a connection that can break. */
final class SimulatedBook implements OrderReads, OrderWrites {
  /** The connection broke; what became of the statement is unknown. */
  static final class StoreAway extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreAway(Status status) {
      super("the database: " + status.getCode(), null, false, false);
    }
  }

  private final Link link;
  private final ModelBook book;
  private final Promises promises;
  private final Schedule schedule;

  SimulatedBook(Link link, ModelBook book, Promises promises, Schedule schedule) {
    this.link = link;
    this.book = book;
    this.promises = promises;
    this.schedule = schedule;
  }

  @Override
  public LookUp lookUp(String cartId, UUID requestId, int countPendingTo) {
    return ask("look up", () -> book.lookUp(cartId, requestId, countPendingTo));
  }

  @Override
  public boolean isPlaced(String cartId, UUID requestId) {
    return ask("is placed", () -> book.isPlaced(cartId, requestId));
  }

  @Override
  public Optional<Order> find(String orderId) {
    return ask("find", () -> book.find(orderId));
  }

  @Override
  public Optional<PendingOrder> findPending(Lease decide, boolean overdue) {
    return ask("find pending", () -> book.findPending(decide, overdue));
  }

  @Override
  public PlaceResult place(NewOrder order, boolean leased) {
    return ask("place", () -> placeNow(order, leased));
  }

  private PlaceResult placeNow(NewOrder order, boolean leased) {
    PlaceResult result = book.place(order, leased);
    if (result instanceof PlaceResult.Placed(PendingOrder placed)) {
      promises.placed(placed.order());
      if (!leased) {
        schedule.count("placed without a slot");
      }
    }
    return result;
  }

  @Override
  public boolean change(Order before, Order after, Transition transition, Optional<Lease> lease) {
    return ask(
        lease.isPresent() ? "decide" : "cancel", () -> changeNow(before, after, transition, lease));
  }

  private boolean changeNow(
      Order before, Order after, Transition transition, Optional<Lease> lease) {
    boolean leaseLost = lease.isPresent() && !book.tasks().stands(lease.get());
    boolean changed = book.change(before, after, transition, lease);
    if (changed) {
      promises.changed(before, after);
      schedule.count(before.state() + " to " + after.state() + " " + after.reason());
    } else {
      schedule.count(leaseLost ? "lost: another has the lease" : "lost: another was first");
    }
    return changed;
  }

  List<TaskStore.Taken> take(List<TaskStore.Wanted> wanted) {
    return ask(
        "take",
        () -> {
          int abandoned = book.tasks().abandoned();
          List<TaskStore.Taken> taken = book.tasks().take(wanted);
          if (book.tasks().abandoned() < abandoned) {
            schedule.count("take-over");
          }
          return taken;
        });
  }

  void end(Collection<TaskStore.Finished> done, Instant at) {
    var unused = ask("end", () -> book.end(done, at));
  }

  void putBack(Collection<TaskStore.PutBack> tasks) {
    var unused =
        ask(
            "put back",
            () -> {
              book.tasks().putBack(tasks);
              return tasks.size();
            });
  }

  private <R> R ask(String what, Supplier<R> statement) {
    return link.call(
        what,
        statement,
        status -> {
          throw new StoreAway(status);
        });
  }
}
