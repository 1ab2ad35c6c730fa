// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(new Random(7));

  @Test
  void next_failuresInARow_growsToLessThanTwoSecondsAndStaysThere() {
    int[] leastMillis = {100, 200, 400, 800, 800, 800};
    for (int least : leastMillis) {
      assertThat(backoff.next()).isBetween(Duration.ofMillis(least), Duration.ofMillis(2L * least));
    }
  }

  @Test
  void next_manyAtTheEnd_areSpread() {
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      pauses.add(backoff.next());
    }
    List<Duration> last = pauses.subList(10, 50);
    assertThat(last).anyMatch(pause -> pause.toMillis() < 1000);
    assertThat(last).anyMatch(pause -> pause.toMillis() > 1400);
  }

  @Test
  void reset_afterFailures_startsSmallAgain() {
    backoff.next();
    backoff.next();
    backoff.reset();
    assertThat(backoff.next()).isLessThan(Duration.ofMillis(200));
  }
}
