// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import souk.lab.cluster.ControlledShop;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.metrics.Meters;
import souk.lab.metrics.Reading;
import souk.lab.metrics.Scraper;

/**
 * Looks at the shop each second while somebody watches, and at once when something happens to a
 * part. An instance that does not answer keeps nobody waiting: it is asked again when it has, or
 * when that has taken too long.
 */
final class Collector implements Runnable {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_MILLIS = 300;

  /** Until all have told what they do. */
  private static final long BEGINNING = 3 * SECOND;

  private static final Set<String> TELLING = Set.of("running", "paused");

  private final ControlledShop shop;
  private final Board board;
  private final Promise promise;
  private final SideRuns runs;
  private final InstantSource clock;
  private final Meters meters;
  private final Scraper scraper = new Scraper(Reading.METRICS);
  private final Map<String, Boolean> beingAsked = new ConcurrentHashMap<>();
  private final Changes changes;
  // Guarded by this.
  private boolean poked;

  Collector(
      ControlledShop shop,
      Board board,
      Meters meters,
      Promise promise,
      SideRuns runs,
      InstantSource clock) {
    this.shop = shop;
    this.board = board;
    this.meters = meters;
    this.promise = promise;
    this.runs = runs;
    this.clock = clock;
    this.changes = new Changes(board);
  }

  /** Something has happened: the page is to see it now. */
  synchronized void poke() {
    poked = true;
    notifyAll();
  }

  @Override
  public void run() {
    try {
      while (board.awaitWatcher()) {
        meters.forget();
        watch();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() throws InterruptedException {
    long begin = System.nanoTime();
    long next = begin;
    while (board.isWatched()) {
      if (System.nanoTime() - next >= 0) {
        next = System.nanoTime() + SECOND;
        look();
      }
      draw(System.nanoTime() - begin < BEGINNING);
      awaitPoke(next);
    }
  }

  /** Asks all, and waits for a moment for those that answer at once. */
  private void look() throws InterruptedException {
    shop.measure();
    List<PartStatus> telling =
        shop.parts().stream()
            .filter(part -> TELLING.contains(part.state()) && !part.metrics().equals("-"))
            .toList();
    Set<String> names = telling.stream().map(PartStatus::name).collect(Collectors.toSet());
    meters.keep(names);
    scraper.keep(names);
    CountDownLatch answers = new CountDownLatch(telling.size());
    telling.forEach(part -> ask(part, answers));
    var unused = answers.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void ask(PartStatus part, CountDownLatch answers) {
    if (beingAsked.putIfAbsent(part.name(), true) != null) {
      answers.countDown();
      return;
    }
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Reading reading = Reading.of(scraper.read(part.name(), part.metrics()));
                meters.add(part.name(), System.nanoTime(), reading);
              } catch (IOException e) {
                // It is silent, which is to be seen.
              } finally {
                beingAsked.remove(part.name());
                answers.countDown();
              }
            });
  }

  private void draw(boolean isBeginning) {
    Draughtsman drawn = new Draughtsman(shop.parts(), meters, System.nanoTime());
    Picture picture =
        new Picture(
            clock.millis(),
            shop.home().shop(),
            shop.state(),
            Picture.Command.of(shop.home().shop()),
            shop.web(),
            drawn.stands(),
            drawn.arrows(shop::link),
            drawn.queue(),
            meters.orders(),
            drawn.leaders(),
            promise.view(),
            runs.views());
    changes.note(picture, isBeginning);
    board.show(picture);
  }

  private synchronized void awaitPoke(long until) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    while (!poked && left > 0 && board.isWatched()) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
    poked = false;
  }
}
