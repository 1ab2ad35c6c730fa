// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which faults a schedule has, how often, and how many: each schedule has others, since a fault
 * that is always there hides what only happens without it. They end after a while.
 */
final class Faults {
  /** What may happen to a call. */
  enum Kind {
    /** The caller's process dies. */
    CRASH,
    /** It never arrives. */
    LOST,
    /** It arrives after the caller has given up. */
    LATE,
    /** It arrives, and once more later. */
    TWICE,
    /** It is done, and the caller hears nothing. */
    ANSWER_LOST
  }

  private static final List<Integer> PERCENT = List.of(0, 5, 15, 40);
  private static final int MOST = 15;

  private final Schedule schedule;
  private final List<Kind> possible = new ArrayList<>();
  private final Map<String, Boolean> fragile = new HashMap<>();
  private final int percent;
  private final int quietMoves;
  private int left;
  private boolean begun;

  Faults(Schedule schedule) {
    this.schedule = schedule;
    for (Kind kind : Kind.values()) {
      if (schedule.percent(60)) {
        possible.add(kind);
      }
    }
    this.percent = schedule.oneOf(PERCENT);
    this.quietMoves = schedule.percent(50) ? 0 : schedule.below(60);
    this.left = schedule.below(MOST + 1);
  }

  /** How many moves are made before the first fault. */
  int quietMoves() {
    return quietMoves;
  }

  void begin() {
    begun = true;
  }

  /** Whether it happens now, to a call of some name. */
  boolean bite(Kind kind, String call) {
    if (!begun
        || left == 0
        || !possible.contains(kind)
        || !isFragile(call)
        || !schedule.percent(percent)) {
      return false;
    }
    left--;
    return true;
  }

  /** From now on everything arrives and nobody dies. */
  void end() {
    left = 0;
  }

  private boolean isFragile(String call) {
    return fragile.computeIfAbsent(call, name -> schedule.percent(40));
  }
}
