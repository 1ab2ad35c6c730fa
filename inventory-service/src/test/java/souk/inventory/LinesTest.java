// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
  @Test
  void equals_sameLinesInAnotherOrder_isTrue() {
    Line cup = new Line("cup", 1);
    Line pan = new Line("pan", 2);

    assertThat(new Lines(List.of(pan, cup))).isEqualTo(new Lines(List.of(cup, pan)));
    assertThat(new Lines(List.of(pan, cup)).productIds()).containsExactly("cup", "pan");
    assertThat(new Lines(List.of(pan, cup)).quantities()).containsExactly(1L, 2L);
  }

  @Test
  void newLines_noneOrTwiceTheSameOrNegative_areRefused() {
    assertThatThrownBy(() -> new Lines(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Lines(List.of(new Line("cup", 1), new Line("cup", 2))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Line("cup", -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
