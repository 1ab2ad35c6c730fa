// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import java.time.Duration;
import java.util.List;

/** Confirmed checkouts of one run, at least one, in the order of their answers. */
public record Sales(List<Sale> sales) {
  public Sales {
    if (sales.isEmpty()) {
      throw new IllegalArgumentException("no sales");
    }
    sales = sales.stream().sorted((a, b) -> Long.compare(a.at() - b.at(), 0)).toList();
  }

  /** What a person wants to know of them, in one line. */
  public String figures() {
    Latencies latencies = new Latencies(sales.stream().map(Sale::latency).toList());
    return "checkout   p50 %.1f ms   p99 %.1f ms   longest %.1f ms   longest gap %.1f ms"
        .formatted(
            latencies.millis(0.5),
            latencies.millis(0.99),
            latencies.millis(1),
            longestGap().toNanos() / 1e6);
  }

  /** The longest time between one confirmation and the next. */
  public Duration longestGap() {
    long longest = 0;
    for (int i = 1; i < sales.size(); i++) {
      longest = Math.max(longest, sales.get(i).at() - sales.get(i - 1).at());
    }
    return Duration.ofNanos(longest);
  }
}
