// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void millis_ofAHundred_isTheNearestRank() {
    List<Duration> shuffled =
        new java.util.ArrayList<>(
            IntStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList());
    Collections.reverse(shuffled);
    Latencies latencies = new Latencies(shuffled);

    assertThat(latencies.millis(0.5)).isEqualTo(50);
    assertThat(latencies.millis(0.99)).isEqualTo(99);
    assertThat(latencies.millis(1)).isEqualTo(100);
  }

  @Test
  void millis_ofOne_isThatOneForEveryShare() {
    Latencies latencies = new Latencies(List.of(Duration.ofMillis(7)));

    assertThat(latencies.millis(0.01)).isEqualTo(7);
    assertThat(latencies.millis(1)).isEqualTo(7);
  }
}
