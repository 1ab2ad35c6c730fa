// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import souk.lab.load.Arrivals;
import souk.lab.load.Crowd;
import souk.lab.load.Habit;
import souk.lab.load.Sample.Kind;
import souk.lab.load.Tally;
import souk.lab.load.Timeline;
import souk.lab.process.LabException;
import souk.lab.wire.Wires;

/**
 * Where a script plays: the shop, the load on it, the faults, and the checks. Used by the thread of
 * the script.
 */
public final class Stage implements AutoCloseable {
  /** Whatever a script does, the load ends then. */
  private static final Duration LONGEST_LOAD = Duration.ofMinutes(15);

  /** A cold shop that all come to at once turns many away, and those who come again keep it so. */
  private static final Duration GROWING = Duration.ofSeconds(4);

  /** Longer than what is looked at: who comes then comes at the full rate, or has to wait. */
  private static final Duration SETTLING = Duration.ofSeconds(6);

  private static final Duration LOOKED_AT = Duration.ofSeconds(4);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(2);

  /** Of code that is not compiled yet, and of caches that are empty, nothing is to be learnt. */
  private static final double WARM_P99_MILLIS = 150;

  private static final double MOST_PER_SECOND = 2_000;

  private final Run run;
  private final TestedShop shop;
  private final @Nullable Wires wires;
  private final Crowd crowd;

  /** Of each load, once it has settled: since when none of it had to wait for the shop. */
  private final List<CompletableFuture<Long>> freeSince = new ArrayList<>();

  private @Nullable Span steady;
  private final List<Check> checks = new ArrayList<>();
  private final List<Span> faults = new ArrayList<>();
  private final List<Future<Boolean>> loads = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private final Lookout lookout;

  /** Something that is done to the shop. */
  @FunctionalInterface
  public interface Step {
    void run() throws IOException, InterruptedException;
  }

  Stage(Run run, TestedShop shop, @Nullable Wires wires, Crowd crowd) {
    this.run = run;
    this.shop = shop;
    this.wires = wires;
    this.crowd = crowd;
    this.lookout = Lookout.over(shop, wires);
  }

  public Run run() {
    return run;
  }

  /** The shop, wherever it runs. */
  public TestedShop target() {
    return shop;
  }

  /** The shop's processes; of a trial that runs on this machine alone. */
  public OwnShop shop() {
    if (shop instanceof OwnShop own) {
      return own;
    }
    throw new NotThere("it reaches into processes of this machine");
  }

  public Crowd crowd() {
    return crowd;
  }

  /** Whether the calls between the services go by wires here. */
  public boolean isWired() {
    return wires != null;
  }

  /** Of a trial by wires alone. */
  public Wires wires() {
    if (wires == null) {
      throw new IllegalStateException("this trial has no wires");
    }
    return wires;
  }

  /** Sends shoppers, more and more and then so many a second, until the script has ended. */
  public void load(Habit habit, double perSecond) {
    if (perSecond <= 0 || perSecond > MOST_PER_SECOND) {
      throw new LabException(
          "%f a second (expected: more than 0, at most %.0f)"
              .formatted(perSecond, MOST_PER_SECOND));
    }
    Arrivals arrivals = new Arrivals(perSecond, GROWING, SETTLING);
    CompletableFuture<Long> hasSettled = new CompletableFuture<>();
    loads.add(
        threads.submit(() -> crowd.send(habit, arrivals, LONGEST_LOAD, hasSettled::complete)));
    freeSince.add(hasSettled);
  }

  /** Lets time pass. */
  public Span watch(String label, Duration time) throws InterruptedException {
    long from = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
    return new Span(label, from, System.nanoTime());
  }

  /**
   * Waits until the load has settled, and for two minutes at most until the shop was warm for four
   * seconds in which nobody had to wait to be let in, and then looks for so long whether all is
   * well. That is a check, once all who asked then have been answered.
   */
  public Span steady(Duration time) throws InterruptedException {
    for (CompletableFuture<Long> load : freeSince) {
      // No latency tells of those who were held up.
      TimeUnit.NANOSECONDS.sleep(of(load) + LOOKED_AT.toNanos() - System.nanoTime());
    }
    long end = System.nanoTime() + LONGEST_WARM_UP.toNanos();
    while (!isWarm(figures(last(LOOKED_AT)))) {
      if (System.nanoTime() >= end) {
        run.say("the shop did not get warm in " + LONGEST_WARM_UP.toSeconds() + " s");
        break;
      }
      TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
    }
    lookout.beginAnew();
    Span span = watch("steady state", time);
    Timeline.Figures figures = figures(span);
    run.say(
        "steady: %.0f requests a second, p50 %.0f ms, p99 %.0f ms"
            .formatted(
                figures.count() / (span.length().toMillis() / 1e3),
                figures.p50Millis(),
                figures.p99Millis()));
    steady = span;
    return span;
  }

  private static long of(CompletableFuture<Long> time) throws InterruptedException {
    try {
      return time.get();
    } catch (ExecutionException e) {
      throw new LabException("the load failed: " + e.getCause(), e);
    }
  }

  private static Span last(Duration time) {
    long now = System.nanoTime();
    return new Span("warm-up", now - time.toNanos(), now);
  }

  /** Where nobody has been answered yet, nothing is warm. */
  private static boolean isWarm(Timeline.Figures figures) {
    return figures.count() > 0 && figures.p99Millis() <= WARM_P99_MILLIS;
  }

  /** Does something, lets it last, and undoes it; it is marked in the charts. */
  public Span fault(String label, Step does, Duration lasts, Step undoes)
      throws IOException, InterruptedException {
    run.say(label);
    long from = System.nanoTime();
    does.run();
    TimeUnit.NANOSECONDS.sleep(lasts.toNanos());
    undoes.run();
    Span span = new Span(label, from, System.nanoTime());
    faults.add(span);
    return span;
  }

  /** Does something that is over when it returns; it is marked in the charts. */
  public Span fault(String label, Step does) throws IOException, InterruptedException {
    return fault(label, does, Duration.ZERO, () -> {});
  }

  /** Of the requests of these kinds, or of all, that were due then. */
  public Timeline.Figures figures(Span span, Kind... kinds) {
    Set<Kind> which = kinds.length == 0 ? EnumSet.allOf(Kind.class) : Set.of(kinds);
    return crowd.tally().timeline().figures(span.from(), span.until(), which);
  }

  /** What must be true. */
  public void check(Check check) {
    checks.add(check);
  }

  /**
   * An order must be confirmed so soon after a time ({@link System#nanoTime}); it is not when none
   * was.
   */
  public void checkConfirmed(String what, long after, long mostMillis) {
    long nanos = crowd.tally().firstConfirmationAfter(after);
    if (nanos < 0) {
      check(new Check(what, "never", "at most %,d ms".formatted(mostMillis), false));
    } else {
      check(Check.atMost(what, Math.ceil(nanos / 1e6), (double) mostMillis, "ms"));
    }
  }

  /** Lets nobody else in and waits for those who are in; a check that all of them left. */
  public void endLoad() throws InterruptedException {
    crowd.stop();
    boolean left = true;
    for (Future<Boolean> load : loads) {
      try {
        left &= load.get();
      } catch (ExecutionException e) {
        throw new LabException("the load failed: " + e.getCause(), e);
      }
    }
    if (!loads.isEmpty()) {
      loads.clear();
      if (steady != null) {
        checks.addFirst(allAnswered(steady));
      }
      Tally.BrokenOff brokenOff = crowd.tally().brokenOff();
      if (brokenOff.visits() > 0) {
        run.print("  a shopper broke off: " + brokenOff.first());
      }
      check(allCame(left, crowd.tally().figures().turnedAway(), brokenOff.visits()));
      Map<String, Integer> failures = crowd.tally().failures();
      if (!failures.isEmpty()) {
        run.say("attempts refused or not answered, warm-up and all: " + failures);
      }
      List<String> contradictions = crowd.tally().contradictions();
      contradictions.forEach(line -> run.print("  contradiction: " + line));
      check(Check.exactly("answers that contradict each other", contradictions.size(), 0));
    }
    lookout.end();
  }

  /**
   * That nobody was kept out, broke off, or was left in the shop.
   *
   * @param left whether the last one has
   */
  static Check allCame(boolean left, int turnedAway, int brokenOff) {
    List<String> wrong = new ArrayList<>();
    if (!left) {
      wrong.add("some did not leave");
    }
    if (turnedAway > 0) {
      wrong.add(turnedAway + " turned away");
    }
    if (brokenOff > 0) {
      wrong.add(brokenOff + " broke off");
    }
    return new Check(
        "every shopper was let in and came to an end",
        wrong.isEmpty() ? "yes" : String.join(", ", wrong),
        "yes",
        wrong.isEmpty());
  }

  private Check allAnswered(Span span) {
    Timeline.Figures figures = figures(span);
    return new Check(
        "steady state: requests failed",
        "%,d of %,d".formatted(figures.failed(), figures.count()),
        "0 of at least 1",
        figures.failed() == 0 && figures.count() > 0);
  }

  /** How the machine fared from the steady state, or the beginning, until the load ended. */
  Machine machine() {
    return lookout.machine();
  }

  List<Check> checks() {
    return List.copyOf(checks);
  }

  Findings findings(Idea idea, Design design, Verdict verdict) {
    return Findings.of(run, idea, design, verdict, checks)
        .watched(faults, crowd.tally().timeline().samples(), lookout);
  }

  @Override
  public void close() {
    crowd.stop();
    lookout.close();
    threads.shutdownNow();
  }
}
