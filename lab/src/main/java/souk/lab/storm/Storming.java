// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.experiment.Span;
import souk.lab.part.Part;
import souk.lab.process.LabException;

/**
 * Does the faults of a schedule to a shop, each in a thread of its own, and what an orchestrator
 * would do: what was killed, or died by itself, is started again after a second. A part to which
 * something is being done is left alone until it is back, and, when siblings are spared, so is the
 * other instance of its service.
 */
final class Storming {
  private static final Duration UNTIL_STARTED_AGAIN = Duration.ofSeconds(1);

  private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(8);

  private static final Duration BETWEEN_STARTS = Duration.ofSeconds(1);
  private static final int MOST_STARTS = 60;

  private final OwnShop shop;
  private final Run run;
  private final boolean sparesSiblings;
  private final Map<String, String> away = new ConcurrentHashMap<>();
  private final Map<Fault.Kind, AtomicInteger> done = new ConcurrentHashMap<>();
  private final AtomicInteger skipped = new AtomicInteger();
  private final List<Span> faults = new ArrayList<>();
  private final List<Return> storesBack = new ArrayList<>();
  private final List<String> diedAlone = new ArrayList<>();
  private final List<String> neverBack = new ArrayList<>();

  /** A store that was killed and does its work again since then ({@link System#nanoTime}). */
  record Return(String store, long at) {}

  Storming(OwnShop shop, Run run, boolean sparesSiblings) {
    this.shop = shop;
    this.run = run;
    this.sparesSiblings = sparesSiblings;
  }

  /** Blocks until all faults are over and everything runs. */
  void run(List<Fault> faults, Duration duration) throws InterruptedException {
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Fault fault : faults) {
        sleepUntil(begin + fault.at().toNanos(), threads);
        if (take(fault.target())) {
          run.say(fault.toString());
          threads.execute(() -> inflict(fault));
        } else {
          skipped.incrementAndGet();
        }
      }
      sleepUntil(begin + duration.toNanos(), threads);
    }
    startTheDead();
  }

  /** How often each kind was done. */
  String summary() {
    return Stream.of(Fault.Kind.values())
        .map(kind -> kind.name().toLowerCase(Locale.ROOT) + " " + count(kind))
        .collect(Collectors.joining(", "));
  }

  private int count(Fault.Kind kind) {
    AtomicInteger count = done.get(kind);
    return count == null ? 0 : count.get();
  }

  int count() {
    return done.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /** Faults that did not happen, since their target was still away from the one before. */
  int skipped() {
    return skipped.get();
  }

  /** What was done, each from its begin until the part was back, in the order of their begins. */
  List<Span> faults() {
    synchronized (faults) {
      return faults.stream().sorted(Comparator.comparingLong(Span::from)).toList();
    }
  }

  List<Return> storesBack() {
    synchronized (storesBack) {
      return List.copyOf(storesBack);
    }
  }

  /** What ended without a fault of its own. */
  List<String> diedAlone() {
    synchronized (diedAlone) {
      return List.copyOf(diedAlone);
    }
  }

  /** What could not be started again. */
  List<String> neverBack() {
    synchronized (neverBack) {
      return List.copyOf(neverBack);
    }
  }

  /** Waits; meanwhile starts what died by itself. */
  private void sleepUntil(long end, ExecutorService threads) throws InterruptedException {
    long left = end - System.nanoTime();
    while (left > 0) {
      TimeUnit.NANOSECONDS.sleep(Math.min(left, BETWEEN_ROUNDS.toNanos()));
      for (PartStatus part : theDead()) {
        if (away.putIfAbsent(part.name(), part.service()) == null) {
          noteDeath(part.name());
          threads.execute(() -> comeBack(part.name()));
        }
      }
      left = end - System.nanoTime();
    }
  }

  private void startTheDead() throws InterruptedException {
    for (PartStatus part : theDead()) {
      noteDeath(part.name());
      away.put(part.name(), part.service());
      comeBack(part.name());
    }
  }

  private List<PartStatus> theDead() throws InterruptedException {
    try {
      ShopStatus status = shop.parts();
      return Stream.concat(status.stores().stream(), status.instances().stream())
          .filter(part -> part.pid() == 0 && !away.containsKey(part.name()))
          .toList();
    } catch (IOException e) {
      throw new LabException("the shop's supervisor does not answer: " + e.getMessage(), e);
    }
  }

  private void noteDeath(String name) {
    run.say(name + " died by itself");
    synchronized (diedAlone) {
      diedAlone.add(name);
    }
  }

  private synchronized boolean take(String target) {
    String service = Part.serviceOf(target);
    boolean siblingIsAway = sparesSiblings && away.containsValue(service);
    return !siblingIsAway && away.putIfAbsent(target, service) == null;
  }

  private void inflict(Fault fault) {
    String target = fault.target();
    long from = System.nanoTime();
    try {
      boolean isDone = isDone(fault);
      if (isDone && fault.kind() == Fault.Kind.PAUSE) {
        away.remove(target);
      } else {
        comeBack(target);
      }
      if (isDone) {
        synchronized (faults) {
          faults.add(new Span(fault.toString(), from, System.nanoTime()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does it, and says whether that could be done. */
  private boolean isDone(Fault fault) throws InterruptedException {
    String target = fault.target();
    try {
      switch (fault.kind()) {
        case KILL -> shop.kill(target);
        case PAUSE -> {
          shop.pause(target);
          TimeUnit.NANOSECONDS.sleep(fault.pause().toNanos());
          shop.resume(target);
        }
        case KILL_PAUSED -> {
          shop.pause(target);
          TimeUnit.NANOSECONDS.sleep(fault.pause().toNanos());
          shop.kill(target);
        }
        case RESTART -> shop.stop(target);
      }
      done.computeIfAbsent(fault.kind(), kind -> new AtomicInteger()).incrementAndGet();
      return true;
    } catch (IOException | LabException e) {
      run.say(fault + ": " + e.getMessage());
      return false;
    }
  }

  /** Starts it, again and again if need be. */
  private void comeBack(String target) {
    try {
      TimeUnit.NANOSECONDS.sleep(UNTIL_STARTED_AGAIN.toNanos());
      for (int i = 0; i < MOST_STARTS; i++) {
        if (start(target)) {
          away.remove(target);
          return;
        }
        TimeUnit.NANOSECONDS.sleep(BETWEEN_STARTS.toNanos());
      }
      synchronized (neverBack) {
        neverBack.add(target);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean start(String target) {
    try {
      shop.start(target);
      if (Part.serviceOf(target).equals(target)) {
        synchronized (storesBack) {
          storesBack.add(new Return(target, System.nanoTime()));
        }
      }
      return true;
    } catch (IOException | LabException e) {
      run.say("starting " + target + ": " + firstLine(e));
      return false;
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
