// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.lab.part.ShopPlan;

class FaultTest {
  @ParameterizedTest
  @EnumSource
  void in_eachFault_runsAMainThatThereIs(Fault fault) throws Exception {
    ShopPlan plan = fault.in(ShopPlan.plain());

    ShopPlan.Changes changes = plan.services().values().iterator().next();

    assertThat(plan.services()).hasSize(1);
    assertThat(changes.jar()).isEqualTo("faulty.jar");
    assertThat(Class.forName(changes.mainClass(), false, getClass().getClassLoader()))
        .hasDeclaredMethods("main");
  }

  @ParameterizedTest
  @EnumSource
  void isNamedIn_otherViolationsOnly_isNot(Fault fault) {
    assertThat(fault.isNamedIn(new TreeMap<>(Map.of("EMPTY_ORDER", 9L)))).isFalse();
    TreeMap<String, Long> named = new TreeMap<>(Map.of("EMPTY_ORDER", 9L));
    fault.expected().forEach(kind -> named.put(kind, 1L));
    assertThat(fault.isNamedIn(named)).isTrue();
  }
}
