// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsualTimesTest {
  private final UsualTimes usual = new UsualTimes();

  @Test
  void nanos_nothingAnswered_isZero() {
    assertThat(usual.nanos("a")).isZero();
  }

  @Test
  void answered_oneOutlier_movesItLittle() {
    usual.answered("a", 1_000);
    usual.answered("a", 2_000);
    assertThat(usual.nanos("a")).isEqualTo(1_050);
    assertThat(usual.nanos("b")).isZero();
  }

  @Test
  void answered_moreMethodsThanThereAre_keepsTheFirstThousand() {
    for (int i = 0; i <= 1_000; i++) {
      usual.answered("m" + i, 1);
    }
    assertThat(usual.nanos("m999")).isEqualTo(1);
    assertThat(usual.nanos("m1000")).isZero();
    usual.answered("m0", 21);
    assertThat(usual.nanos("m0")).isEqualTo(2);
  }
}
