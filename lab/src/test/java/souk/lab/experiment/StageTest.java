// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StageTest {
  @Test
  void allCame_nobodyMissing_holds() {
    Check check = Stage.allCame(true, 0, 0);

    assertThat(check.holds()).isTrue();
    assertThat(check.measured()).isEqualTo("yes");
  }

  @Test
  void allCame_someDidNot_saysWhatBecameOfThem() {
    assertThat(Stage.allCame(false, 0, 0).measured()).isEqualTo("some did not leave");
    assertThat(Stage.allCame(true, 3, 0).measured()).isEqualTo("3 turned away");
    assertThat(Stage.allCame(true, 0, 2).measured()).isEqualTo("2 broke off");
    assertThat(Stage.allCame(false, 3, 2).measured())
        .isEqualTo("some did not leave, 3 turned away, 2 broke off");
  }

  @Test
  void allCame_someDidNot_doesNotHold() {
    assertThat(Stage.allCame(false, 0, 0).holds()).isFalse();
    assertThat(Stage.allCame(true, 1, 0).holds()).isFalse();
    assertThat(Stage.allCame(true, 0, 1).holds()).isFalse();
  }
}
