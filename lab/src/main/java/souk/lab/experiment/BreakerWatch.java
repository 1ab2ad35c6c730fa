// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.metrics.Sample;
import souk.lab.metrics.Scrapes;
import souk.lab.part.Part;
import souk.lab.process.LabException;

/** Looks every second which circuit breakers of those who call others are not closed. */
final class BreakerWatch implements Runnable {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Set<String> CALLERS = Set.of("gateway", "order", "payment");
  private static final String STATE = "souk_client_breaker_state";
  private static final String CLOSED = "closed";
  private static final String PROBING = "half_open";

  private final OwnShop shop;
  private final List<Findings.Breakers> seen = new ArrayList<>();
  private volatile boolean over;

  BreakerWatch(OwnShop shop) {
    this.shop = shop;
  }

  void end() {
    over = true;
  }

  synchronized List<Findings.Breakers> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void run() {
    try {
      while (!over) {
        Map<String, String> states = notClosed();
        synchronized (this) {
          seen.add(new Findings.Breakers(System.nanoTime(), states));
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | LabException e) {
      // The shop has ended; what was seen stays.
    }
  }

  /** Who is silent is dead or stands still, and is seen in other ways. */
  private Map<String, String> notClosed() throws IOException {
    Map<String, String> addresses = new TreeMap<>();
    for (PartStatus part : shop.parts().instances()) {
      if (CALLERS.contains(part.service()) && part.state().equals("running")) {
        addresses.put(part.name(), part.metrics());
      }
    }
    addresses.values().removeIf("-"::equals);
    Map<String, String> states = new TreeMap<>();
    for (Sample sample : Scrapes.of(addresses).of(STATE)) {
      String state = sample.labels().getOrDefault("souk_breaker_state", "");
      if (sample.value() == 1 && !state.equals(CLOSED)) {
        String name =
            "%s → %s/%s"
                .formatted(
                    Part.serviceOf(sample.instance()),
                    sample.labels().getOrDefault("souk_target", ""),
                    sample.labels().getOrDefault("souk_call_class", ""));
        states.merge(name, state, (one, other) -> one.equals(PROBING) ? other : one);
      }
    }
    return states;
  }
}
