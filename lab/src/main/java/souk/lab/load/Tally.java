// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import souk.v1.Order;

/** What became of all that shoppers did. Thread-safe. */
public final class Tally {
  private static final int MOST_CONTRADICTIONS = 20;

  /** An answer after so many attempts is one after at most one retry. */
  private static final int PROMISED_ATTEMPTS = 2;

  private int visits;
  private int turnedAway;
  private int withoutCheckout;
  private int checkouts;
  private int waited;
  private int answered;
  private int decided;
  private int pending;
  private int repeatsThatFoundTheirOrder;
  private int browsingFailed;
  private int brokenOff;
  private String firstBreak = "";
  private final Map<String, Integer> failures = new TreeMap<>();
  private final List<Long> confirmations = new ArrayList<>();
  private final List<String> contradictions = new ArrayList<>();
  private final @Nullable Timeline timeline;

  /** Remembers every request by itself. */
  Tally() {
    this(new Timeline());
  }

  private Tally(@Nullable Timeline timeline) {
    this.timeline = timeline;
  }

  /** Counts, and remembers no request: there may be any number of them. */
  static Tally withoutTimeline() {
    return new Tally(null);
  }

  /**
   * What it comes to, since the beginning.
   *
   * @param visits begun
   * @param turnedAway visits that were not begun, since too many were under way
   * @param withoutCheckout visits that could not fill a cart
   * @param checkouts sent, each counted once, however often it was sent
   * @param waited those whose shoppers waited for an answer
   * @param answered of them: told a decision, or PENDING, after at most one retry
   * @param decided of all: told a decision, at some time
   * @param pending of all: told PENDING by the answer to the checkout
   * @param confirmed orders that somebody was told are CONFIRMED
   * @param repeatsThatFoundTheirOrder checkouts asked again after no answer, whose order was there
   *     already
   */
  public record Figures(
      int visits,
      int turnedAway,
      int withoutCheckout,
      int checkouts,
      int waited,
      int answered,
      int decided,
      int pending,
      int confirmed,
      int repeatsThatFoundTheirOrder,
      int browsingFailed) {
    /** Of those who waited, in percent; 100 of none. */
    public double answeredPercent() {
      return waited == 0 ? 100 : 100.0 * answered / waited;
    }

    /** What came since then. */
    public Figures since(Figures then) {
      return new Figures(
          visits - then.visits,
          turnedAway - then.turnedAway,
          withoutCheckout - then.withoutCheckout,
          checkouts - then.checkouts,
          waited - then.waited,
          answered - then.answered,
          decided - then.decided,
          pending - then.pending,
          confirmed - then.confirmed,
          repeatsThatFoundTheirOrder - then.repeatsThatFoundTheirOrder,
          browsingFailed - then.browsingFailed);
    }
  }

  /**
   * Visits that broke off with an error in the lab: what they would have met, nobody knows.
   *
   * @param first the error of the first one; empty when there is none
   */
  public record BrokenOff(int visits, String first) {}

  /** Every request by itself; of who only counts there is none. */
  public Timeline timeline() {
    if (timeline == null) {
      throw new IllegalStateException("requests are only counted");
    }
    return timeline;
  }

  void asked(Sample sample) {
    if (timeline != null) {
      timeline.add(sample);
    }
  }

  synchronized void visit() {
    visits++;
  }

  synchronized void turnedAway() {
    turnedAway++;
  }

  synchronized void withoutCheckout() {
    withoutCheckout++;
  }

  synchronized void browsingFailed() {
    browsingFailed++;
  }

  /** An attempt of whatever kind that was not answered, or refused. */
  synchronized void failed(Status.Code code, String reason) {
    failures.merge((code + " " + reason).strip(), 1, Integer::sum);
  }

  synchronized void checkout(boolean waits, Answer<Order> answer) {
    checkouts++;
    if (waits) {
      waited++;
      if (answer.value().isPresent() && answer.attempts().size() <= PROMISED_ATTEMPTS) {
        answered++;
      }
    }
    Optional<Order> order = answer.value();
    if (order.isPresent()) {
      boolean isPending = order.get().getState() == Order.State.PENDING;
      pending += isPending ? 1 : 0;
      decided += isPending ? 0 : 1;
    }
    if (order.isPresent() && foundByRepeat(order.get(), answer)) {
      repeatsThatFoundTheirOrder++;
    }
  }

  /** The attempt before was not answered, and had placed the order. */
  private static boolean foundByRepeat(Order order, Answer<Order> answer) {
    Instant placed =
        Instant.ofEpochSecond(order.getCreateTime().getSeconds(), order.getCreateTime().getNanos());
    return answer.attempts().size() > 1
        && answer.attempts().getFirst() != Status.Code.OK
        && placed.isBefore(answer.lastBegan());
  }

  /** Somebody is told of it for the first time. */
  synchronized void confirmed() {
    confirmations.add(System.nanoTime());
  }

  /** A visit ended with an error, where all that a shop does is an answer. */
  synchronized void brokenOff(RuntimeException error) {
    if (brokenOff == 0) {
      firstBreak = error.toString();
    }
    brokenOff++;
  }

  /** Since the beginning. */
  public synchronized BrokenOff brokenOff() {
    return new BrokenOff(brokenOff, firstBreak);
  }

  /** The shop said two things that can't both be true. */
  synchronized void contradiction(String what) {
    if (contradictions.size() < MOST_CONTRADICTIONS) {
      contradictions.add(what);
    }
  }

  /** All there are, or the first twenty. */
  public synchronized List<String> contradictions() {
    return List.copyOf(contradictions);
  }

  /** How often attempts ended with which error: its code, and its reason if it had one. */
  public synchronized Map<String, Integer> failures() {
    return new TreeMap<>(failures);
  }

  /**
   * The first confirmation after that time ({@link System#nanoTime}), in nanoseconds; -1 for none.
   */
  public synchronized long firstConfirmationAfter(long nanoTime) {
    for (long at : confirmations) {
      if (at - nanoTime >= 0) {
        return at - nanoTime;
      }
    }
    return -1;
  }

  /**
   * The longest time without a confirmation within a time ({@link System#nanoTime}), its begin and
   * end counting like one.
   */
  public synchronized Duration longestGap(long from, long until) {
    long longest = 0;
    long last = from;
    for (long at : confirmations) {
      if (at - from >= 0 && at - until <= 0) {
        longest = Math.max(longest, at - last);
        last = at;
      }
    }
    return Duration.ofNanos(Math.max(longest, until - last));
  }

  public synchronized Figures figures() {
    return new Figures(
        visits,
        turnedAway,
        withoutCheckout,
        checkouts,
        waited,
        answered,
        decided,
        pending,
        confirmations.size(),
        repeatsThatFoundTheirOrder,
        browsingFailed);
  }
}
