// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void parse_twoLines_theDifferenceIsSharedOutBetweenBusyIdleAndStolen() {
    CpuTicks then = CpuTicks.parse("cpu  100 0 50 800 40 0 10 5 0 0").orElseThrow();
    CpuTicks now = CpuTicks.parse("cpu  140 0 60 830 50 0 20 105 0 0").orElseThrow();

    CpuTicks used = now.minus(then);

    assertThat(used).isEqualTo(new CpuTicks(200, 40, 100));
    assertThat(used.busyPercent()).isEqualTo(30);
    assertThat(used.stolenPercent()).isEqualTo(50);
  }

  @Test
  void parse_somethingElse_isEmpty() {
    assertThat(CpuTicks.parse("")).isEmpty();
    assertThat(CpuTicks.parse("cpu 1 2 3")).isEmpty();
    assertThat(CpuTicks.parse("intr 1 2 3 4 5 6 7 8 9")).isEmpty();
  }

  @Test
  void toString_noKernelTells_saysHowManyAndHowLate() {
    assertThat(new Machine(2, 91.2, 4.4, 12, 310))
        .hasToString(
            "2 CPUs, 91 % busy, 4 % taken by others; who slept woke 12 ms late (p99), 310 ms at most");
    assertThat(new Machine(8, null, null, 0, 3))
        .hasToString("8 CPUs; who slept woke 0 ms late (p99), 3 ms at most");
  }
}
