// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import com.google.gson.Gson;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What there is to see: the picture as it is now, and the timeline of what happened, its newest
 * thousand entries. Pages wait here for what they have not seen. Thread-safe.
 */
final class Board {
  private static final int MOST_ENTRIES = 1_000;
  private static final int MOST_WATCHERS = 8;
  private static final int MOST_CHARACTERS = 500;
  private static final Gson GSON = new Gson();

  private final InstantSource clock;
  // All are guarded by this.
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long lastEntry;
  private String picture = "";
  private long pictures;
  private int watchers;
  private boolean closed;

  /**
   * Something that happened.
   *
   * @param number counts from 1
   * @param at milliseconds since 1970
   * @param kind asked, state, health, breaker, leader, metrics, audit, run or note
   * @param part of the shop that it happened to; may be empty
   */
  record Entry(long number, long at, String kind, String part, String text) {}

  /**
   * What a page has not seen yet.
   *
   * @param picture as JSON; empty when there is no new one
   * @param pictures how many there have been
   * @param lastEntry the number of the last entry, shown or not
   */
  record News(String picture, long pictures, List<Entry> entries, long lastEntry) {
    /** The entries as JSON, each. */
    List<String> entriesAsJson() {
      return entries.stream().map(GSON::toJson).toList();
    }
  }

  Board(InstantSource clock) {
    this.clock = clock;
  }

  /** Shows this from now on. */
  synchronized void show(Object now) {
    picture = GSON.toJson(now);
    pictures++;
    notifyAll();
  }

  /** Notes that something happened. */
  synchronized void note(String kind, String part, String text) {
    lastEntry++;
    String shortened =
        text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text;
    entries.addLast(new Entry(lastEntry, clock.millis(), kind, part, shortened));
    if (entries.size() > MOST_ENTRIES) {
      entries.removeFirst();
    }
    notifyAll();
  }

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** One more who watches; false when there are enough. */
  synchronized boolean enter() {
    if (watchers == MOST_WATCHERS || closed) {
      return false;
    }
    watchers++;
    notifyAll();
    return true;
  }

  synchronized void leave() {
    watchers--;
    notifyAll();
  }

  synchronized boolean isWatched() {
    return watchers > 0 && !closed;
  }

  /** Blocks until somebody watches, or the end; false is the end. */
  synchronized boolean awaitWatcher() throws InterruptedException {
    while (watchers == 0 && !closed) {
      wait();
    }
    return !closed;
  }

  /** Blocks for what is new, so long at most; there may be nothing. */
  synchronized News await(long seenPictures, long seenEntry, long millis)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (pictures == seenPictures && lastEntry == seenEntry && !closed) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return new News(
        pictures == seenPictures ? "" : picture,
        pictures,
        entries.stream().filter(each -> each.number() > seenEntry).toList(),
        lastEntry);
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Lets everyone go who waits. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
