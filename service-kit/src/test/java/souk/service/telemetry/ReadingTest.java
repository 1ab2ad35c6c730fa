// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** How often a store is asked, and who waits for it. */
class ReadingTest {
  private final Deque<Runnable> later = new ArrayDeque<>();
  private long now;
  private int asked;
  private boolean away;

  private Reading<Integer> reading(boolean atOnce) {
    return new Reading<>(
        "it",
        Duration.ofSeconds(2),
        () -> {
          asked++;
          now += Duration.ofMillis(200).toNanos();
          if (away) {
            throw new IllegalStateException("away");
          }
          return asked;
        },
        () -> now,
        task -> {
          if (atOnce) {
            task.run();
          } else {
            later.add(task);
          }
        });
  }

  @Test
  void now_fresh_isNotAskedAgain() {
    Reading<Integer> reading = reading(true);

    assertThat(reading.now()).contains(1);
    assertThat(reading.now()).contains(1);
  }

  @Test
  void now_slowQuery_isAskedForATwentiethOfTheTime() {
    Reading<Integer> reading = reading(true);
    assertThat(reading.now()).contains(1);

    now += Duration.ofMillis(3_900).toNanos();
    assertThat(reading.now()).contains(1);
    now += Duration.ofMillis(100).toNanos();
    assertThat(reading.now()).contains(2);
  }

  @Test
  void now_storeIsAway_nothingIsShownAndItIsLeftInPeaceToo() {
    Reading<Integer> reading = reading(true);
    away = true;

    assertThat(reading.now()).isEmpty();
    assertThat(reading.now()).isEmpty();
    assertThat(asked).isEqualTo(1);
    away = false;
    now += Duration.ofSeconds(4).toNanos();
    assertThat(reading.now()).contains(2);
  }

  @Test
  void now_storeDoesNotAnswer_oneAsksAndNobodyWaitsForIt() {
    Reading<Integer> reading = reading(false);

    assertThat(reading.now()).isEmpty();
    assertThat(reading.now()).isEmpty();
    assertThat(later).hasSize(1);
    later.remove().run();
    assertThat(reading.now()).contains(1);
  }
}
