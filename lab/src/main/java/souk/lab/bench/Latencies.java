// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import java.time.Duration;
import java.util.List;

/** How long things took; at least one. */
public record Latencies(List<Duration> durations) {
  public Latencies {
    if (durations.isEmpty()) {
      throw new IllegalArgumentException("no durations");
    }
    durations = durations.stream().sorted().toList();
  }

  /**
   * The duration that so many of them don't exceed, in milliseconds: the nearest rank.
   *
   * @param share above 0, at most 1
   */
  public double millis(double share) {
    int rank = (int) Math.ceil(share * durations.size());
    return durations.get(Math.max(rank, 1) - 1).toNanos() / 1e6;
  }
}
