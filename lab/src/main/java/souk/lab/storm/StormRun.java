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
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Idea;
import souk.lab.experiment.Lookout;
import souk.lab.experiment.Machine;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.experiment.Verdict;
import souk.lab.load.Crowd;
import souk.lab.load.Errands;
import souk.lab.load.Sample;
import souk.lab.load.Tally;
import souk.lab.part.ShopDatabases;
import souk.lab.process.LabException;

/** One storm from its beginning to the audit. */
final class StormRun implements AutoCloseable {
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
  private final Lookout lookout;
  private final List<Demand> demands = new ArrayList<>();
  private List<Sample> samples = List.of();

  StormRun(OwnShop shop, Run run, Schedule schedule, int rate) throws IOException {
    this.shop = shop;
    this.run = run;
    this.schedule = schedule;
    this.rate = rate;
    this.databases = new ShopDatabases(shop.home(), shop.part("postgres").address());
    this.storming = new Storming(shop, run, schedule.sparing());
    this.takeovers = new Takeovers(databases);
    this.liveness = new Liveness(shop, run, databases);
    this.lookout = Lookout.over(shop);
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
      demand(
          "all that was away could be started again",
          storming.neverBack().stream().map(name -> name + " can't be started").toList());
      demand("everything runs, and Consul calls just that passing", liveness.everyoneIsThere());
      demand("no order is PENDING and no task waits, once it is quiet", waits());
      Optional<WaitingOrders.Result> waiting = errands();
      run.cede();
      run.say("audit");
      AuditReport audit = shop.audit(QUIET);
      List<String> contradictions = tally.contradictions();
      demands.add(
          new Demand(
              Check.exactly("answers that contradict each other", contradictions.size(), 0),
              contradictions));
      samples = tally.timeline().samples();
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
          demands);
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
      lookout.beginAnew();
      Tally.Figures before = crowd.tally().figures();
      Future<?> reports = threads.submit(() -> report(crowd.tally(), begin));
      storming.run(faults, schedule.duration());
      demand("every shopper came to an end", notEnded(shoppers.get(), crowd.tally().brokenOff()));
      takeovers.end();
      reports.cancel(true);
      return before;
    } catch (ExecutionException e) {
      throw new LabException("the load failed: " + e.getCause(), e);
    } finally {
      takeovers.end();
      lookout.end();
    }
  }

  /**
   * What became of shoppers who did not come to their end.
   *
   * @param left whether the last one has left
   */
  static List<String> notEnded(boolean left, Tally.BrokenOff brokenOff) {
    List<String> wrong = new ArrayList<>();
    if (!left) {
      wrong.add("some shoppers did not come to an end");
    }
    if (brokenOff.visits() > 0) {
      wrong.add(
          "%d shoppers broke off, the first one by %s"
              .formatted(brokenOff.visits(), brokenOff.first()));
    }
    return wrong;
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
      demand(
          "a checkout with each kind of card ends as it should", liveness.everyCardWorks(errands));
      Optional<WaitingOrders.Result> waiting =
          run.isShort() || schedule.sparing() ? Optional.empty() : waitingOrders(errands);
      demand("no order is PENDING and no task waits, at the end", waits());
      return waiting;
    }
  }

  /** What can't be measured is wrong, too, but no reason to judge nothing. */
  private Optional<WaitingOrders.Result> waitingOrders(Errands errands) throws Exception {
    String what = "orders that wait for stores and acquirer are decided, once these are back";
    try {
      WaitingOrders.Result result = new WaitingOrders(shop, run, databases).measure(errands);
      demand(what, List.of());
      return Optional.of(result);
    } catch (LabException e) {
      demand(what, List.of("waiting orders: " + e.getMessage()));
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

  private List<String> waits() throws InterruptedException {
    return liveness.nothingWaits(QUIET);
  }

  private void demand(String what, List<String> wrong) {
    demands.add(Demand.that(what, wrong));
  }

  /** How the machine fared while it stormed. */
  Machine machine() {
    return lookout.machine();
  }

  /** What the reports are made of, once it was played. */
  Findings findings(Idea idea, Design design, List<Check> checks, Verdict verdict) {
    return Findings.of(run, idea, design, verdict, checks)
        .watched(storming.faults(), samples, lookout);
  }

  @Override
  public void close() {
    lookout.close();
  }
}
