// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PacerTest {
  /** Thirty who come while it grows, twenty while it settles, and 100 a second then. */
  private static final Arrivals GROWING =
      new Arrivals(100, Duration.ofMillis(600), Duration.ofMillis(200));

  private static final Duration LONG = Duration.ofMinutes(1);

  /** Since when nobody had to wait. */
  private final List<Long> settled = new ArrayList<>();

  @Test
  void next_nobodyStays_allComeAsPlannedAndItSettlesOnce() throws Exception {
    Pacer pacer = new Pacer(GROWING, settled::add, LONG);
    long first = pacer.due();
    for (int i = 0; i < 50; i++) {
      assertThat(pacer.due() - first).isEqualTo(GROWING.dueNanos(i));
      pacer.leave(pacer.next());
    }
    assertThat(settled).isEmpty();

    pacer.next();
    pacer.next();

    assertThat(settled).hasSize(1).allMatch(since -> since <= first);
    pacer.end();
    assertThat(settled).hasSize(1);
  }

  @Test
  void next_tooManyStayUntilItSettles_theNextAndAllAfterItComeLater() throws Exception {
    Pacer pacer =
        new Pacer(
            new Arrivals(8, Duration.ofMillis(500), Duration.ofSeconds(2)), settled::add, LONG);
    List<Pacer.Arrival> inside = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      inside.add(pacer.next());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Pacer.Arrival> fifth = threads.submit(pacer::next);
      Awaitility.await().until(pacer::isHoldingUp);
      long left = System.nanoTime();
      pacer.leave(inside.getFirst());

      assertThat(fifth.get(10, TimeUnit.SECONDS).due()).isGreaterThanOrEqualTo(left);
      assertThat(pacer.due()).isGreaterThan(left);
      pacer.end();
      assertThat(settled).hasSize(1).allMatch(since -> since >= left);
    }
  }

  @Test
  void next_nobodyLeavesForAsLongAsItWaits_allComeAllTheSame() throws Exception {
    Arrivals twenty = new Arrivals(20, Duration.ofSeconds(1), Duration.ofMillis(500));
    Pacer pacer = new Pacer(twenty, settled::add, Duration.ofMillis(20));
    List<Pacer.Arrival> all = new ArrayList<>();
    while (settled.isEmpty()) {
      all.add(pacer.next());
    }

    assertThat(all).hasSizeGreaterThanOrEqualTo(20);
    assertThat(all.stream().filter(Pacer.Arrival::takesRoom)).hasSize(10);
  }

  @Test
  void next_hasSettled_allComeHoweverManyStay() throws Exception {
    Pacer pacer = new Pacer(Arrivals.even(1_000), settled::add, LONG);
    long first = pacer.due();

    for (int i = 0; i < 700; i++) {
      assertThat(pacer.next().due() - first).isEqualTo(i * 1_000_000L);
    }

    assertThat(settled).hasSize(1);
  }
}
