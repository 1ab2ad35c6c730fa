// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AffinityTest {
  @Test
  void cpus_ofAList_areItsNumbersAndThoseOfItsRanges() {
    assertThat(Affinity.cpus("0-2,5")).containsExactly(0, 1, 2, 5);
    assertThat(Affinity.cpus("3")).containsExactly(3);
  }
}
