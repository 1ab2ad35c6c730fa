// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One process of the order service: the production checkout, orders and handlers; around them, in
 * place of threads and timers, strands and virtual time. It may die and start anew, be paused while
 * its leases run out, or lose only its heartbeat.
 */
final class SimulatedInstance implements DecisionSlots, Decisions {
  private record Ending(Lease lease, int attempts, TaskOutcome outcome, Duration took) {}

  /** What all instances share. */
  record Surroundings(
      Schedule schedule,
      Strands strands,
      VirtualTime time,
      ModelBook book,
      Flaw flaw,
      Participants shop,
      Supplier<String> newOrderId,
      int maxPending) {}

  private final String name;
  private final Surroundings around;
  private final SimulatedBook book;
  private final InstantSource clock;
  private final Backoff backoff;
  private final Orders orders;
  private final Checkout checkout;
  private final TaskHandlers handlers;
  private final int slots;

  private final Set<Lease> running = new LinkedHashSet<>();
  private final List<Ending> endings = new ArrayList<>();
  private int slotsTaken;
  private boolean dead;
  private boolean paused;
  private boolean heartless;

  /**
   * @param skew of its own clock
   * @param slots how many of the orders it places it decides at once
   */
  SimulatedInstance(
      String name, Surroundings around, SimulatedBook book, Duration skew, int slots) {
    this.name = name;
    this.around = around;
    this.book = book;
    this.clock = () -> around.time().instant().plus(skew);
    this.backoff = new Backoff(around.schedule().random());
    this.slots = slots;
    OrderWrites writes = around.flaw().writes().apply(book, around.shop());
    this.orders = new Orders(book, writes, new OrderChanges(), clock, around.maxPending());
    this.checkout =
        new Checkout(
            orders, around.shop(), this, this, around.newOrderId(), clock, around.maxPending());
    // Mails are sent; what they say is not simulated.
    MailTasks mails = task -> new TaskOutcome.Done(Optional.empty());
    this.handlers = new TaskHandlers(checkout, orders, book, around.shop(), mails);
  }

  Checkout checkout() {
    return checkout;
  }

  Orders orders() {
    return orders;
  }

  boolean isUp() {
    return !dead && !paused;
  }

  boolean isPaused() {
    return paused;
  }

  /** All that it was doing is gone. */
  void die() {
    dead = true;
    around.strands().kill(strand -> strand.process() == this);
  }

  /** Starts anew, or goes on where it was paused. */
  void mend() {
    if (dead) {
      running.clear();
      endings.clear();
      slotsTaken = 0;
    }
    dead = false;
    paused = false;
    heartless = false;
  }

  void pause() {
    paused = true;
  }

  /** It goes on, but renews no leases. */
  void loseHeartbeat() {
    heartless = true;
  }

  void heartbeat() {
    if (isUp() && !heartless) {
      around.book().tasks().renew(running);
    }
  }

  /** Takes tasks that are due, and stores how others have ended. */
  void work() {
    around.strands().start("worker", this, this::takeDue);
    if (!endings.isEmpty()) {
      around.strands().start("endings", this, this::storeEndings);
    }
  }

  private void takeDue() {
    List<TaskStore.Wanted> wanted = new ArrayList<>();
    for (LaneName lane : LaneName.values()) {
      wanted.add(new TaskStore.Wanted(lane, 1 + around.schedule().below(3), Duration.ZERO));
    }
    try {
      for (TaskStore.Taken task : book.take(wanted)) {
        run(task.lease(), task.attempts(), handlers.workOf(task));
      }
    } catch (SimulatedBook.StoreAway away) {
      // It looks again; what it took without knowing is taken again when the lease is over.
    }
  }

  private void run(Lease lease, int attempts, Supplier<TaskOutcome> work) {
    running.add(lease);
    around
        .strands()
        .start(
            lease.kind() + " " + lease.orderId(),
            this,
            () -> {
              long begun = around.time().nanoTime();
              TaskOutcome outcome = tried(work);
              running.remove(lease);
              Duration took = Duration.ofNanos(around.time().nanoTime() - begun);
              endings.add(new Ending(lease, attempts, outcome, took));
            });
  }

  /** As {@link TaskRunner} does; but what is thrown for another reason is a defect. */
  private static TaskOutcome tried(Supplier<TaskOutcome> work) {
    try {
      return work.get();
    } catch (SimulatedBook.StoreAway away) {
      return new TaskOutcome.Again("the database is away");
    }
  }

  /** As {@link TaskEndings} does: all at once, and forgotten when it fails. */
  private void storeEndings() {
    List<TaskStore.Finished> finished = new ArrayList<>();
    List<TaskStore.PutBack> putBack = new ArrayList<>();
    for (Ending ending : endings) {
      Lease lease = ending.lease();
      switch (ending.outcome()) {
        case TaskOutcome.Ended ended -> {}
        case TaskOutcome.Done done -> finished.add(new TaskStore.Finished(lease, done.event()));
        case TaskOutcome.Again again -> {
          LaneName lane = lease.kind().laneAfter(ending.took());
          Duration delay = backoff.after(ending.attempts(), Duration.ofSeconds(2));
          putBack.add(new TaskStore.PutBack(lease, lane, delay, again.why(), false));
        }
        case TaskOutcome.Later later -> throw new AssertionError(lease.kind() + " waits");
        case TaskOutcome.Refused refused ->
            throw new AssertionError(lease.kind() + " is refused: " + refused.why());
        case TaskOutcome.Park park ->
            throw new AssertionError(lease.kind() + " is parked: " + park.why());
      }
    }
    endings.clear();
    try {
      if (!finished.isEmpty()) {
        book.end(finished, clock.instant());
      }
      if (!putBack.isEmpty()) {
        book.putBack(putBack);
      }
    } catch (SimulatedBook.StoreAway away) {
      around.schedule().count("endings forgotten");
    }
  }

  boolean isIdle() {
    return endings.isEmpty() && running.isEmpty();
  }

  boolean hasEndings() {
    return !endings.isEmpty();
  }

  @Override
  public Slot reserve() {
    boolean there = slotsTaken < slots;
    slotsTaken += there ? 1 : 0;
    return new SimulatedSlot(there);
  }

  private final class SimulatedSlot implements Slot {
    private final boolean there;
    private boolean held;

    SimulatedSlot(boolean there) {
      this.there = there;
      this.held = there;
    }

    @Override
    public boolean isThere() {
      return there;
    }

    @Override
    public void decide(PendingOrder pending, Supplier<TaskOutcome> decision) {
      if (held) {
        held = false;
        run(
            pending.lease(),
            1,
            () -> {
              try {
                return decision.get();
              } finally {
                slotsTaken--;
              }
            });
      }
    }

    @Override
    public void close() {
      if (held) {
        held = false;
        slotsTaken--;
      }
    }
  }

  @Override
  public Decisions.Pending listen(Order order) {
    return new Decisions.Pending() {
      @Override
      public Order await(Deadline until) {
        if (order.isDecided()) {
          return order;
        }
        around.strands().await(() -> now(order).isDecided() || until.isExpired());
        return now(order).isDecided() ? now(order) : order;
      }

      @Override
      public void close() {}
    };
  }

  private Order now(Order order) {
    return around.book().find(order.id()).orElseThrow();
  }

  @Override
  public String toString() {
    return name;
  }
}
