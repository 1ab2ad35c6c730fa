// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What instances told lately, and so how much of what they count there was in a second. Rates are
 * those of the last five seconds. Thread-safe.
 */
public final class Meters {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** An instance that has told nothing for so long is silent. */
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(3);

  // All are guarded by this.
  private final Map<String, Deque<Told>> told = new HashMap<>();
  private final SortedMap<String, Long> orders = new TreeMap<>();

  /** A reading, and when it was taken, in nanoseconds. */
  private record Told(long at, Reading reading) {}

  /**
   * What an instance did of late.
   *
   * @param latest as it told it last
   * @param seconds between the first and the last reading; 0 when there is only one
   * @param served calls that were asked of it in that time
   * @param calls that it made in that time, by target
   * @param mails that it tried to send in that time
   */
  public record Lately(
      Reading latest,
      double seconds,
      Histogram served,
      Map<String, Histogram> calls,
      double mails) {
    /** So many in a second. */
    public double perSecond(double count) {
      return seconds > 0 ? count / seconds : 0;
    }
  }

  /**
   * One more reading.
   *
   * @param at when it was taken, in nanoseconds, later than the one before
   */
  public synchronized void add(String instance, long at, Reading reading) {
    Deque<Told> all = told.computeIfAbsent(instance, any -> new ArrayDeque<>());
    Told last = all.peekLast();
    if (last != null) {
      addOrders(last.reading(), reading);
    }
    all.addLast(new Told(at, reading));
    while (all.size() > 2 && at - all.getFirst().at() > WINDOW_NANOS) {
      all.removeFirst();
    }
  }

  /** Forgets who is not among these, as one that was killed does nothing any more. */
  public synchronized void keep(Set<String> instances) {
    told.keySet().retainAll(instances);
  }

  /** Forgets all rates: nobody has read for a while. */
  public synchronized void forget() {
    told.clear();
  }

  /** What it did of late; null while it is silent. */
  public synchronized @Nullable Lately lately(String instance, long now) {
    Deque<Told> all = told.get(instance);
    if (all == null || now - all.getLast().at() > SILENT_NANOS) {
      return null;
    }
    Told first = all.getFirst();
    Told last = all.getLast();
    Map<String, Histogram> calls = new TreeMap<>();
    last.reading()
        .calls()
        .forEach(
            (target, each) ->
                calls.put(
                    target,
                    each.since(first.reading().calls().getOrDefault(target, Histogram.NONE))));
    double mails = last.reading().value(Reading.MAILS) - first.reading().value(Reading.MAILS);
    return new Lately(
        last.reading(),
        (last.at() - first.at()) / 1e9,
        last.reading().served().since(first.reading().served()),
        calls,
        Math.max(0, mails));
  }

  /** Orders that were decided or cancelled while somebody read, by what became of them. */
  public synchronized SortedMap<String, Long> orders() {
    return new TreeMap<>(orders);
  }

  /** One that was started again counts from nothing. */
  private void addOrders(Reading before, Reading now) {
    double then = before.orders().values().stream().mapToDouble(Double::doubleValue).sum();
    double total = now.orders().values().stream().mapToDouble(Double::doubleValue).sum();
    boolean isNew = total < then;
    now.orders()
        .forEach(
            (state, count) -> {
              double earlier = isNew ? 0 : before.orders().getOrDefault(state, 0.0);
              orders.merge(state, Math.round(count - earlier), Long::sum);
            });
  }
}
