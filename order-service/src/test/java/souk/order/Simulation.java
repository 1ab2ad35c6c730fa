// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of the order service's own checkout, decisions, cancellations and tasks, on two or three
 * instances, among model participants: by one seed, on one thread at a time, in virtual time. For a
 * while anything may happen; then the faults end, and the shop has to become quiet with every
 * promise kept.
 */
final class Simulation {
  private static final Duration LEASE = Duration.ofMillis(3_500);
  private static final Duration OVERDUE = Duration.ofMinutes(15);

  /** What passes between two moves. */
  static final Duration TICK = Duration.ofNanos(1_000);

  private static final int MOST_ROUNDS = 3_000;

  private final Schedule schedule;
  private final VirtualTime time = new VirtualTime();
  private final Strands strands = new Strands();
  private final Faults faults;
  private final SimulatedNetwork network;
  private final SimulatedMarket market;
  private final ModelBook book;
  private final SimulatedShoppers shoppers;
  private final Promises promises;
  private final List<SimulatedInstance> instances = new ArrayList<>();

  private Simulation(Schedule schedule, Flaw flaw) {
    this.schedule = schedule;
    this.faults = new Faults(schedule);
    this.network = new SimulatedNetwork(schedule, strands, faults, time);
    this.market = new SimulatedMarket(schedule, network, time);
    this.book = new ModelBook(time, new ModelTasks(time, LEASE, OVERDUE));
    this.shoppers = new SimulatedShoppers(schedule, strands, time, market);
    this.promises = new Promises(book, market, shoppers, time, OVERDUE);
    SimulatedInstance.Surroundings around =
        new SimulatedInstance.Surroundings(
            schedule,
            strands,
            time,
            book,
            flaw,
            flaw.shop().apply(market.participants()),
            shoppers::newOrderId,
            schedule.percent(10) ? 1 : 100);
    for (int i = 0; i < 2 + schedule.below(2); i++) {
      instances.add(
          new SimulatedInstance(
              "order-" + i,
              around,
              new SimulatedBook(network.toStore(), book, promises, schedule),
              Duration.ofMillis(schedule.below(2_000) - 1_000L),
              schedule.below(4)));
    }
  }

  /**
   * Runs a schedule to its end. On a virtual thread.
   *
   * @param flaw of the order service; none, but to see that it is noticed
   * @throws AssertionError when a promise is broken
   */
  static void run(Schedule schedule, Flaw flaw) {
    Simulation simulation = new Simulation(schedule, flaw);
    simulation.trouble();
    simulation.quiet();
    simulation.promises.atTheEnd();
    simulation.repeat();
  }

  private void trouble() {
    int moves = 20 + schedule.below(100);
    for (int i = 0; i < moves; i++) {
      if (i == faults.quietMoves()) {
        faults.begin();
      }
      strands.bury();
      time.advance(TICK);
      move(schedule.below(100));
    }
  }

  private void move(int dice) {
    if (dice < 60) {
      goOn();
    } else if (dice < 65) {
      network.deliver();
    } else if (dice < 72) {
      timePasses(Duration.ofMillis(schedule.oneOf(List.of(1, 1, 50, 300, 1_000, 4_000))));
    } else if (dice < 82) {
      work();
    } else if (dice < 97) {
      shop();
    } else {
      somethingBreaks();
    }
  }

  /** One of those who can goes on. */
  private void goOn() {
    List<Strands.Strand> ready = strands.ready();
    if (!ready.isEmpty()) {
      strands.run(schedule.oneOf(ready));
    }
  }

  private void work() {
    boolean due = book.tasks().anyDue();
    up().stream()
        .filter(instance -> instance.hasEndings() || (due && schedule.percent(70)))
        .forEach(SimulatedInstance::work);
  }

  private void shop() {
    List<SimulatedInstance> there = up();
    if (there.isEmpty()) {
      return;
    }
    SimulatedInstance instance = schedule.oneOf(there);
    int dice = schedule.below(100);
    if (dice < 60) {
      shoppers.buy(instance);
    } else if (dice < 75) {
      if (!book.rows().isEmpty()) {
        shoppers.cancel(schedule.oneOf(List.copyOf(book.rows())).order().id(), instance);
      }
    } else if (dice < 90) {
      market.putSomething(schedule.oneOf(market.cartIds));
    } else {
      market.setPrice(schedule.oneOf(market.productIds));
    }
  }

  private void somethingBreaks() {
    SimulatedInstance instance = schedule.oneOf(instances);
    switch (schedule.below(5)) {
      case 0 -> {
        schedule.note(() -> time + " " + instance + " is paused");
        instance.pause();
      }
      case 1 -> {
        schedule.note(() -> time + " " + instance + " can't renew its leases");
        instance.loseHeartbeat();
      }
      case 2 -> timePasses(LEASE.plusMillis(1));
      case 3 -> {
        if (schedule.percent(20)) {
          timePasses(OVERDUE);
        }
      }
      default -> {
        schedule.note(() -> time + " " + instance + " goes on");
        instance.mend();
      }
    }
  }

  private void timePasses(Duration duration) {
    time.advance(duration);
    instances.forEach(SimulatedInstance::heartbeat);
  }

  private List<SimulatedInstance> up() {
    return instances.stream().filter(SimulatedInstance::isUp).toList();
  }

  /** Nothing breaks any more; all that was begun is brought to its end. */
  private void quiet() {
    schedule.note(() -> time + " the faults end");
    faults.end();
    strands.bury();
    instances.forEach(SimulatedInstance::mend);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      if (strands.isIdle() && network.isIdle() && noEndings() && book.tasks().isEmpty()) {
        return;
      }
      time.advance(TICK);
      network.deliver();
      if (book.tasks().anyDue() || !noEndings()) {
        schedule.oneOf(instances).work();
      }
      List<Strands.Strand> ready = strands.ready();
      if (ready.isEmpty()) {
        timePasses(Duration.ofMillis(200));
      } else {
        ready.forEach(strands::run);
      }
    }
    throw new AssertionError("not quiet: " + strands + ", " + book.tasks());
  }

  /** Whoever asks once more is answered the order that was placed first. */
  private void repeat() {
    schedule.note(() -> time + " all is quiet; everything is asked once more");
    Map<String, SimulatedShoppers.Attempt> repeats = new LinkedHashMap<>();
    for (ModelBook.Row row : book.rows()) {
      String id = row.order().id();
      Purchase purchase = shoppers.placedBy(id).purchase;
      repeats.put(id, shoppers.attempt(purchase, schedule.oneOf(instances)));
    }
    quiet();
    repeats.forEach(promises::repeated);
    promises.atTheEnd();
  }

  private boolean noEndings() {
    return instances.stream().noneMatch(SimulatedInstance::hasEndings);
  }
}
