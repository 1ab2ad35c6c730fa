// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import souk.lab.audit.AuditReport;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.load.Crowd;
import souk.lab.load.Errands;
import souk.lab.load.Tally;
import souk.lab.part.ShopDatabases;
import souk.lab.process.LabException;

/** One storm from its beginning to the audit. */
final class StormRun {
  /** Code that was never run costs several times as much. */
  private static final Duration WARM_UP = Duration.ofSeconds(40);

  private static final Duration SHORT_WARM_UP = Duration.ofSeconds(3);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration QUIET = Duration.ofSeconds(90);

  private final OwnShop shop;
  private final Run run;
  private final Schedule schedule;
  private final int rate;
  private final ShopDatabases databases;
  private final Storming storming;
  private final Takeovers takeovers;
  private final Liveness liveness;
  private final List<String> wrong = new ArrayList<>();

  StormRun(OwnShop shop, Run run, Schedule schedule, int rate) throws IOException {
    this.shop = shop;
    this.run = run;
    this.schedule = schedule;
    this.rate = rate;
    this.databases = new ShopDatabases(shop.home(), shop.part("postgres").address());
    this.storming = new Storming(shop, run, schedule.sparing());
    this.takeovers = new Takeovers(databases);
    this.liveness = new Liveness(shop, run, databases);
  }

  /** How long shoppers come before the first fault. */
  static Duration warmUp(Run run) {
    return run.isShort() ? SHORT_WARM_UP : WARM_UP;
  }

  /** Blocks until all is judged. */
  Outcome play(List<Fault> faults) throws Exception {
    Duration warmUp = warmUp(run);
    try (Crowd crowd =
        Crowd.at(shop.door().grpc(), shop.home().history(), InstantSource.system(), run.seed())) {
      Tally tally = crowd.tally();
      long begin = System.nanoTime() + warmUp.toNanos();
      long end = begin + schedule.duration().toNanos();
      Tally.Figures before = storm(faults, crowd, warmUp, begin);
      Duration gap = tally.longestGap(begin, end);
      run.say("the storm is over; quiet");
      wrong.addAll(storming.neverBack().stream().map(name -> name + " can't be started").toList());
      wrong.addAll(liveness.everyoneIsThere());
      wrong.addAll(liveness.nothingWaits(QUIET));
      Optional<WaitingOrders.Result> waiting = errands();
      run.say("audit");
      AuditReport audit = shop.audit(QUIET);
      return new Outcome(
          tally.figures().since(before),
          tally.failures(),
          gap,
          longestReturn(tally, end),
          waiting,
          new Outcome.Faults(
              storming.summary(), storming.count(), storming.skipped(), storming.diedAlone()),
          takeovers.count(),
          audit,
          contradictions(tally));
    }
  }

  /** What the shoppers had been told when the first fault came. */
  private Tally.Figures storm(List<Fault> faults, Crowd crowd, Duration warmUp, long begin)
      throws InterruptedException {
    Duration load = schedule.duration().plus(warmUp);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(takeovers);
      Future<Boolean> shoppers = threads.submit(() -> crowd.send(rate, load));
      TimeUnit.NANOSECONDS.sleep(begin - System.nanoTime());
      Tally.Figures before = crowd.tally().figures();
      Future<?> reports = threads.submit(() -> report(crowd.tally(), begin));
      storming.run(faults, schedule.duration());
      if (!shoppers.get()) {
        wrong.add("some shoppers did not come to an end");
      }
      takeovers.end();
      reports.cancel(true);
      return before;
    } catch (ExecutionException e) {
      throw new LabException("the load failed: " + e.getCause(), e);
    } finally {
      takeovers.end();
    }
  }

  /** A line a minute until it is interrupted. */
  private void report(Tally tally, long begin) {
    Tally.Figures before = tally.figures();
    try {
      for (int minute = 1; ; minute++) {
        TimeUnit.NANOSECONDS.sleep(MINUTE.toNanos());
        Tally.Figures now = tally.figures();
        Tally.Figures minuteOnly = now.since(before);
        long end = begin + minute * MINUTE.toNanos();
        run.say(
            "minute %d: %d faults so far, %.1f confirmed a second, %.2f %% answered, longest gap %.1f s"
                .formatted(
                    minute,
                    storming.count(),
                    minuteOnly.confirmed() / (double) MINUTE.toSeconds(),
                    minuteOnly.answeredPercent(),
                    tally.longestGap(end - MINUTE.toNanos(), end).toMillis() / 1e3));
        before = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<WaitingOrders.Result> errands() throws Exception {
    try (Errands errands =
        Errands.at(
            shop.door().grpc(),
            shop.home().history(),
            "errands",
            InstantSource.system(),
            run.seed() + 1)) {
      run.say("a checkout with each kind of card");
      wrong.addAll(liveness.everyCardWorks(errands));
      Optional<WaitingOrders.Result> waiting =
          run.isShort() || schedule.sparing() ? Optional.empty() : waitingOrders(errands);
      wrong.addAll(liveness.nothingWaits(QUIET));
      return waiting;
    }
  }

  /** What can't be measured is wrong, too, but no reason to judge nothing. */
  private Optional<WaitingOrders.Result> waitingOrders(Errands errands) throws Exception {
    try {
      return Optional.of(new WaitingOrders(shop, run, databases).measure(errands));
    } catch (LabException e) {
      wrong.add("waiting orders: " + e.getMessage());
      return Optional.empty();
    } finally {
      // Both run, whatever happened.
      shop.start("postgres");
      shop.start("acquirer");
    }
  }

  /** From a store's return to the next confirmation, at the longest; of those within the load. */
  private Optional<Duration> longestReturn(Tally tally, long end) {
    return storming.storesBack().stream()
        .filter(store -> store.at() - end < 0)
        .map(store -> tally.firstConfirmationAfter(store.at()))
        .filter(nanos -> nanos >= 0)
        .map(Duration::ofNanos)
        .max(Duration::compareTo);
  }

  private List<String> contradictions(Tally tally) {
    List<String> all = new ArrayList<>(wrong);
    all.addAll(tally.contradictions());
    return all;
  }
}
