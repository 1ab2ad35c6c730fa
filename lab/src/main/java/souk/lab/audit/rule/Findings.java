// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import souk.lab.audit.rule.Violation.Subject;

/** Collects what was found: all are counted, the first thousand are kept. Not thread-safe. */
public final class Findings {
  private static final int KEPT = 1_000;

  private final List<Violation> kept = new ArrayList<>();
  private final Map<ViolationKind, Long> counts = new EnumMap<>(ViolationKind.class);
  private final Tally figures = new Tally();

  void order(ViolationKind kind, String orderId, String evidence) {
    add(kind, Subject.ORDER, orderId, evidence);
  }

  void add(ViolationKind kind, Subject subject, String id, String evidence) {
    counts.merge(kind, 1L, Long::sum);
    if (kept.size() < KEPT) {
      kept.add(new Violation(kind, subject, id, evidence));
    }
  }

  /** The first thousand, in the order in which they were found. */
  public List<Violation> violations() {
    return Collections.unmodifiableList(kept);
  }

  /** How many of each kind that was found. */
  public Map<ViolationKind, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /** What was seen on the way. */
  public Tally figures() {
    return figures;
  }
}
