// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import souk.v1.Order;
import souk.v1.TimelineEntry;
import souk.v1.TimelineEntry.Event;

/**
 * What orders say happened to them, in which order: by the clocks of those who wrote it down, and
 * by logical time. What caused what is known: nothing is held before it is placed. Used by one
 * thread.
 */
final class Timelines {
  /** Each group is caused by the one before; within one they may come as they like. */
  private static final List<Set<Event>> CAUSES =
      List.of(
          Set.of(Event.PLACED),
          Set.of(Event.HELD),
          Set.of(Event.AUTHORIZED),
          Set.of(Event.CONFIRMED),
          Set.of(Event.STOCK_SETTLED, Event.PAYMENT_CAPTURED, Event.CART_EMPTIED),
          Set.of(Event.CANCELLED),
          Set.of(Event.STOCK_RELEASED, Event.PAYMENT_REVERSED));

  /** How many entries an order has when it is bought and nothing is left to be done. */
  static final int BOUGHT = 7;

  /** And when it is cancelled after that. */
  static final int ALL = 10;

  private int count;
  private int wrongByWall;
  private int wrongByLogic;
  private List<String> example = List.of();

  /** Looks at an order that was cancelled when it was bought and nothing was left to be done. */
  void add(Order order) {
    count++;
    List<TimelineEntry> entries = order.getTimelineList();
    boolean wrong = !isCausal(sorted(entries, entry -> wall(entry).toEpochMilli()));
    List<TimelineEntry> logical = sorted(entries, TimelineEntry::getLogicalTime);
    wrongByWall += wrong ? 1 : 0;
    wrongByLogic += isCausal(logical) && isStrict(logical) ? 0 : 1;
    if (wrong) {
      example =
          logical.stream()
              .map(
                  entry ->
                      "%-17s %d  %s"
                          .formatted(entry.getEvent(), entry.getLogicalTime(), wall(entry)))
              .toList();
    }
  }

  int count() {
    return count;
  }

  int wrongByWall() {
    return wrongByWall;
  }

  int wrongByLogic() {
    return wrongByLogic;
  }

  /** The last one whose clocks were wrong, in logical order. */
  List<String> example() {
    return example;
  }

  private static Instant wall(TimelineEntry entry) {
    Timestamp time = entry.getWallTime();
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static List<TimelineEntry> sorted(
      List<TimelineEntry> entries, ToLongFunction<TimelineEntry> by) {
    List<TimelineEntry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(by));
    return sorted;
  }

  /** Each entry once, and each group after the one before. */
  private static boolean isCausal(List<TimelineEntry> entries) {
    List<Event> events = entries.stream().map(TimelineEntry::getEvent).toList();
    int from = 0;
    for (Set<Event> group : CAUSES) {
      int until = from + group.size();
      if (until > events.size() || !events.subList(from, until).containsAll(group)) {
        return false;
      }
      from = until;
    }
    return from == events.size();
  }

  /** No two at the same time. */
  private static boolean isStrict(List<TimelineEntry> sorted) {
    return sorted.stream().mapToLong(TimelineEntry::getLogicalTime).distinct().count()
        == sorted.size();
  }
}
