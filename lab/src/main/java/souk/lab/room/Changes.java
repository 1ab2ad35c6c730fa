// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Notes on the board what differs between one picture and the next: health, breakers, leaders, who
 * tells no metrics. Not thread-safe.
 */
final class Changes {
  /** What is no news of a part that nothing was known of before. */
  private static final Set<String> NOT_KNOWN = Set.of("silent", "nobody");

  /** Health while nobody can be asked; what it was before is held against what it is next. */
  private static final String NO_ANSWER = "-";

  private final Board board;
  private final Map<String, String> before = new HashMap<>();
  private boolean quietly;

  Changes(Board board) {
    this.board = board;
  }

  /**
   * @param quietly whether only to remember it: who has just begun to look finds nothing changed
   */
  void note(Picture now, boolean quietly) {
    this.quietly = quietly;
    for (Picture.Stand part : now.parts()) {
      note("health", part.name(), "", part.health(), "passing");
      if (part.metrics() != null && part.state().equals("running")) {
        note("metrics", part.name(), "", part.metrics() ? "heard" : "silent", "heard", "silent");
      }
    }
    for (Picture.Arrow arrow : now.arrows()) {
      breakers(arrow.to(), arrow.breakers());
    }
    closed(now);
    now.leaders()
        .forEach(
            (election, who) ->
                note("leader", election, "", who.isEmpty() ? "nobody" : String.join(" and ", who)));
    String wrong = now.promise().wrong() == 0 ? "kept" : now.promise().wrong() + " broken";
    if (now.promise().at() != 0) {
      note("audit", "", "", wrong, "kept");
    }
  }

  private void breakers(String target, SortedMap<String, String> open) {
    open.forEach((caller, state) -> note("breaker", target, caller + " ", state, "closed"));
  }

  /** A breaker is in the picture only while it is not closed. */
  private void closed(Picture now) {
    List<String> gone =
        before.entrySet().stream()
            .filter(
                each -> each.getKey().startsWith("breaker ") && !each.getValue().equals("closed"))
            .map(Map.Entry::getKey)
            .filter(key -> now.arrows().stream().noneMatch(arrow -> isOf(key, arrow)))
            .toList();
    for (String key : gone) {
      String[] words = key.split(" ", 3);
      note("breaker", words[1], words[2], "closed", "closed");
    }
  }

  private static boolean isOf(String key, Picture.Arrow arrow) {
    return arrow.breakers().keySet().stream()
        .anyMatch(caller -> key.equals("breaker " + arrow.to() + " " + caller + " "));
  }

  /**
   * @param usual what need not be told when it is seen first
   */
  private void note(String kind, String part, String what, String value, String... usual) {
    String key = kind + " " + part + " " + what;
    boolean isFirst = !before.containsKey(key);
    if (value.equals(NO_ANSWER) || (isFirst && NOT_KNOWN.contains(value))) {
      return;
    }
    String last = before.put(key, value);
    if (!quietly && (last == null ? !List.of(usual).contains(value) : !last.equals(value))) {
      board.note(kind, part, what + value);
    }
  }
}
