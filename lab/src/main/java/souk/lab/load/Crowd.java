// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import io.grpc.StatusRuntimeException;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import souk.lab.history.HistoryWriter;
import souk.lab.process.LabException;

/**
 * Shoppers who come by a schedule that does not wait for the shop, but for a while when their rate
 * grows ({@link Pacer}). The same seed sends the same shoppers; when each is served depends on the
 * shop.
 */
public final class Crowd implements Closeable {
  /**
   * So many who do {@link Habit#EVERYTHING} are remembered with all that they asked; of more than
   * these a {@link Timeline} may have no room.
   */
  public static final int MOST_VISITS = Timeline.MOST / Visit.MOST_REQUESTS;

  private static final int CONNECTIONS = 8;
  private static final int MOST_AT_ONCE = 2_000;
  private static final Duration LONGEST_VISIT = Duration.ofMinutes(3);
  private static final Duration LONGEST_HOLD = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Doors doors;
  private final HistoryWriter history;
  private final Client client;
  private final Goods goods;
  private final Tally tally;
  private final SplittableRandom random;
  private final AtomicInteger visits = new AtomicInteger();
  private volatile boolean over;

  private Crowd(
      Doors doors,
      HistoryWriter history,
      Goods goods,
      Tally tally,
      InstantSource clock,
      long seed) {
    this.doors = doors;
    this.tally = tally;
    this.history = history;
    this.client = new Client(doors, history, tally, clock);
    this.goods = goods;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Looks at what the shop has.
   *
   * @param target the shop's address for native gRPC, host:port
   * @param histories the folder for what is asked and told
   */
  public static Crowd at(String target, Path histories, InstantSource clock, long seed) {
    return at(target, histories, "shoppers", clock, seed);
  }

  /**
   * Looks at what the shop has.
   *
   * @param history the name of the file for what is asked and told, new in that folder
   * @throws LabException when the shop does not answer
   */
  public static Crowd at(
      String target, Path histories, String history, InstantSource clock, long seed) {
    return at(target, histories, history, new Tally(), clock, seed);
  }

  /** The same, but their requests are only counted: any number of shoppers may come. */
  public static Crowd withoutTimeline(
      String target, Path histories, String history, InstantSource clock, long seed) {
    return at(target, histories, history, Tally.withoutTimeline(), clock, seed);
  }

  private static Crowd at(
      String target, Path histories, String history, Tally tally, InstantSource clock, long seed) {
    Doors doors = Doors.to(target, CONNECTIONS);
    Goods goods = goodsBehind(doors, target, seed);
    HistoryWriter writer = HistoryWriter.create(histories, history, clock);
    return new Crowd(doors, writer, goods, tally, clock, seed);
  }

  private static Goods goodsBehind(Doors doors, String target, long seed) {
    try {
      return Goods.of(doors.next().withDeadlineAfter(LOOK), seed);
    } catch (StatusRuntimeException e) {
      doors.close();
      throw new LabException(
          "the shop at " + target + " does not answer: " + e.getStatus().getCode(), e);
    }
  }

  public Tally tally() {
    return tally;
  }

  /** What there is to buy. */
  public Goods goods() {
    return goods;
  }

  /** Shoppers who do everything that people do. */
  public boolean send(double perSecond, Duration duration) throws InterruptedException {
    return send(Habit.EVERYTHING, Arrivals.even(perSecond), duration);
  }

  /**
   * Sends them as they are due for so long, or until {@link #stop}, and waits until the last one
   * has left. Several may go on at once. A visit that breaks off is in the {@link Tally}.
   *
   * @return false when some had to be told to leave
   */
  public boolean send(Habit habit, Arrivals arrivals, Duration duration)
      throws InterruptedException {
    return send(habit, arrivals, duration, freeSince -> {});
  }

  /**
   * The same. Until their rate has settled they come no faster than the shop serves them.
   *
   * @param settled called once, when it has or at the end, with the time since when nobody had to
   *     wait for the shop ({@link System#nanoTime})
   */
  public boolean send(Habit habit, Arrivals arrivals, Duration duration, LongConsumer settled)
      throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    Semaphore free = new Semaphore(MOST_AT_ONCE);
    Pacer pacer = new Pacer(arrivals, settled, LONGEST_HOLD);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      // Whoever is due comes, late if need be: how many come is not the machine's choice.
      while (pacer.due() < end && !over) {
        Pacer.Arrival arrival = pacer.next();
        if (over) {
          break;
        }
        Runnable visit = visit(habit, arrival.due());
        if (free.tryAcquire()) {
          threads.execute(
              () -> {
                try {
                  visit.run();
                } catch (RuntimeException e) {
                  tally.brokenOff(e);
                } finally {
                  free.release();
                  pacer.leave(arrival);
                }
              });
        } else {
          pacer.leave(arrival);
          tally.turnedAway();
        }
      }
      threads.shutdown();
      return threads.awaitTermination(LONGEST_VISIT.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      threads.shutdownNow();
      pacer.end();
    }
  }

  /** Lets nobody else in. */
  public void stop() {
    over = true;
  }

  private synchronized Runnable visit(Habit habit, long due) {
    int number = visits.incrementAndGet();
    SplittableRandom own = random.split();
    Client one = client.dueAt(due);
    return switch (habit) {
      case EVERYTHING, TIDY -> new Visit(number, habit, one, goods, tally, own);
      case BROWSE, BUY, MIXED -> new Customer(number, habit, one, goods, tally, own);
    };
  }

  @Override
  public void close() {
    doors.close();
    history.close();
  }
}
