// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WindowsTest {
  @Test
  void all_eachHasANameOfItsOwn_andEachKindIsThere() {
    List<String> names = Windows.all().stream().map(Window::name).toList();
    assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(250);
    for (String kind :
        List.of(
            ".before.kill",
            ".after.kill",
            ".lost",
            ".stop",
            ".wait",
            "postgres-killed",
            "redis-killed",
            "kill-twice")) {
      assertThat(names).as(kind).anyMatch(name -> name.contains(kind));
    }
  }

  @Test
  void shortForm_isOfAll() {
    assertThat(Windows.shortForm()).hasSize(16);
    assertThat(Windows.shortForm().stream().map(Window::name))
        .isSubsetOf(Windows.all().stream().map(Window::name).toList());
  }
}
