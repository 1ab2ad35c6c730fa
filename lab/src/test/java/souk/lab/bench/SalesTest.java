// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SalesTest {
  private static final long MILLISECOND = 1_000_000;

  @Test
  void longestGap_answersInAnyOrder_isBetweenNeighbours() {
    Sales sales = new Sales(List.of(soldAt(900), soldAt(100), soldAt(400), soldAt(1_300)));

    assertThat(sales.longestGap()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void longestGap_clockPassesItsEnd_isBetweenNeighbours() {
    long almost = Long.MAX_VALUE - MILLISECOND;
    Sales sales =
        new Sales(
            List.of(
                new Sale(Duration.ZERO, almost + 3 * MILLISECOND),
                new Sale(Duration.ZERO, almost),
                new Sale(Duration.ZERO, almost + 2 * MILLISECOND)));

    assertThat(sales.longestGap()).isEqualTo(Duration.ofMillis(2));
  }

  @Test
  void figures_ofOne_haveNoGap() {
    Sales sales = new Sales(List.of(new Sale(Duration.ofMillis(7), 0)));

    assertThat(sales.figures())
        .isEqualTo("checkout   p50 7.0 ms   p99 7.0 ms   longest 7.0 ms   longest gap 0.0 ms");
  }

  private static Sale soldAt(long millis) {
    return new Sale(Duration.ZERO, millis * MILLISECOND);
  }
}
