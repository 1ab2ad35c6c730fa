// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.time.Duration;

/**
 * A time of an experiment, in {@link System#nanoTime}.
 *
 * @param label what was done meanwhile
 */
public record Span(String label, long from, long until) {
  public Duration length() {
    return Duration.ofNanos(until - from);
  }

  /** From the beginning of one to the end of another. */
  public Span to(Span last) {
    return new Span(label, from, last.until);
  }
}
