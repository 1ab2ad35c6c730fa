// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import souk.lab.bench.CpuTimes;
import souk.lab.process.ChildSpec;
import souk.lab.process.Ledger;
import souk.lab.wire.Wires;

/**
 * Looks each second how much each instance has done: by the requests that wires have carried, and
 * without wires by CPU time, where the system tells it.
 */
final class Shares implements Runnable {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final OwnShop shop;
  private final @Nullable Wires wires;
  private final List<Findings.Share> seen = new ArrayList<>();
  private volatile boolean over;

  Shares(OwnShop shop, @Nullable Wires wires) {
    this.shop = shop;
    this.wires = wires;
  }

  void end() {
    over = true;
  }

  synchronized List<Findings.Share> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void run() {
    try {
      while (!over && (wires != null || CpuTimes.canBeRead())) {
        SortedMap<String, Long> counts = counts();
        synchronized (this) {
          seen.add(
              new Findings.Share(
                  System.nanoTime(), List.copyOf(counts.keySet()), List.copyOf(counts.values())));
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The shop has ended; what was seen stays.
    }
  }

  private SortedMap<String, Long> counts() throws IOException {
    SortedMap<String, Long> counts = new TreeMap<>();
    if (wires != null) {
      wires.carried(edge -> true).forEach((name, sum) -> counts.put(name, sum.requests()));
      return counts;
    }
    Map<Long, String> pids = new HashMap<>();
    for (Ledger.Entry entry : shop.home().ledger().living()) {
      if (entry.rank() == ChildSpec.Rank.SERVICE) {
        pids.put(entry.id().pid(), entry.name());
      }
    }
    CpuTimes.read(pids).byPart().forEach((name, time) -> counts.put(name, time.toMillis()));
    return counts;
  }
}
