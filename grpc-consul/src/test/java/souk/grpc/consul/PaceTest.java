// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  // Near the end of the range, over which nanoTime may step.
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);
  private final Pace pace = new Pace(now::get);

  @Test
  void take_tenAtOnce_waitNot() {
    for (int i = 0; i < 10; i++) {
      assertThat(pace.take()).isZero();
    }
  }

  @Test
  void take_moreThanTen_waitForOneTenthOfASecondEach() {
    take(10);
    assertThat(pace.take()).isEqualTo(Duration.ofMillis(100));
    now.addAndGet(Duration.ofMillis(100).toNanos());
    assertThat(pace.take()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void take_afterALongRest_allowsTenAndNoMore() {
    take(10);
    now.addAndGet(Duration.ofHours(1).toNanos());
    take(10);
    assertThat(pace.take()).isPositive();
  }

  private void take(int questions) {
    for (int i = 0; i < questions; i++) {
      assertThat(pace.take()).isZero();
    }
  }
}
