// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import souk.lab.experiment.Check;

/** How a window is found in the reports. */
class VisitTest {
  private static final Window WINDOW =
      Window.of("confirmed:order.place.after.kill", Set.of("order"), stage -> {});

  @Test
  void check_clean_holds() {
    assertThat(new Visit(WINDOW, "", 1, OptionalDouble.empty()).check())
        .isEqualTo(new Check("confirmed:order.place.after.kill", "clean", "clean", true));
  }

  @Test
  void check_notClean_saysWhy() {
    assertThat(new Visit(WINDOW, "ORDER_LOST", 1, OptionalDouble.empty()).check())
        .isEqualTo(new Check("confirmed:order.place.after.kill", "ORDER_LOST", "clean", false));
  }
}
