// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  @Test
  void even_fromTheFirstOne_areOneIntervalApart() {
    assertThat(millis(Arrivals.even(20), 5)).containsExactly(0L, 50L, 100L, 150L, 200L);
  }

  @Test
  void growing_secondBySecond_isMoreEachTimeAndThenTheRate() {
    List<Long> due = millis(new Arrivals(100, Duration.ofSeconds(4), Duration.ofSeconds(1)), 601);

    assertThat(due).isSorted();
    assertThat(IntStream.range(0, 8).mapToObj(second -> comeIn(due, second)))
        .containsExactly(13L, 37L, 63L, 87L, 100L, 100L, 100L, 100L);
    assertThat(due.getLast()).as("half as many as without, while it grew").isEqualTo(8_000);
  }

  @Test
  void isHeldUp_asTheRateGrowsAndSettles_endsWithTheLastOfThem() {
    Arrivals arrivals = new Arrivals(100, Duration.ofSeconds(4), Duration.ofSeconds(3));

    assertThat(IntStream.range(0, 1_000).filter(arrivals::isHeldUp).count())
        .as("half of what would come in 4 s, and all who come in 3 s")
        .isEqualTo(200 + 300);
    assertThat(arrivals.isHeldUp(499)).isTrue();
    assertThat(arrivals.isHeldUp(500)).isFalse();
    assertThat(Arrivals.even(20).isHeldUp(0)).isFalse();
  }

  private static List<Long> millis(Arrivals arrivals, int shoppers) {
    return IntStream.range(0, shoppers)
        .mapToObj(number -> arrivals.dueNanos(number) / 1_000_000)
        .toList();
  }

  private static long comeIn(List<Long> due, int second) {
    return due.stream().filter(millis -> millis / 1_000 == second).count();
  }
}
