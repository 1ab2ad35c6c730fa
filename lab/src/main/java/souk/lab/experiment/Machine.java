// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import org.jspecify.annotations.Nullable;

/**
 * How the machine fared on which the lab ran: when it is full or stands still, verdicts in
 * milliseconds are about it and not about the shop.
 *
 * @param cpus how many there are
 * @param busyPercent of all CPUs; null where no kernel tells
 * @param stolenPercent taken by other guests of the same host; null where no kernel tells
 * @param lateP99Millis how late a thread woke that had nothing to do but to sleep for a moment
 * @param lateMostMillis the same, at most
 */
public record Machine(
    int cpus,
    @Nullable Double busyPercent,
    @Nullable Double stolenPercent,
    long lateP99Millis,
    long lateMostMillis) {

  /** In a line. */
  @Override
  public String toString() {
    String late =
        "who slept woke %d ms late (p99), %d ms at most".formatted(lateP99Millis, lateMostMillis);
    return busyPercent == null || stolenPercent == null
        ? "%d CPUs; %s".formatted(cpus, late)
        : "%d CPUs, %.0f %% busy, %.0f %% taken by others; %s"
            .formatted(cpus, busyPercent, stolenPercent, late);
  }
}
