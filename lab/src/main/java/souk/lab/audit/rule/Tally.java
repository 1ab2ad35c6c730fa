// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts things by name. Not thread-safe. */
public final class Tally {
  private final SortedMap<String, Long> counts = new TreeMap<>();

  public void add(String name) {
    add(name, 1);
  }

  /** Adds; with 0 the name is there. */
  public void add(String name, long howMany) {
    counts.merge(name, howMany, Long::sum);
  }

  public SortedMap<String, Long> counts() {
    return Collections.unmodifiableSortedMap(counts);
  }
}
