// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsulTargetTest {
  @Test
  void parse_withoutAgent_isTheUsualOne() {
    assertThat(ConsulTarget.parse("consul:///catalog")).isEqualTo(new ConsulTarget("", "catalog"));
  }

  @Test
  void parse_withAgent_isThatOne() {
    assertThat(ConsulTarget.parse("consul://10.0.0.1:8500/my-stall_2.v1"))
        .isEqualTo(new ConsulTarget("10.0.0.1:8500", "my-stall_2.v1"));
  }

  // What is not understood is refused, not ignored: a filter that is ignored finds too much.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "consul:///",
        "consul:catalog",
        "consul://catalog",
        "consul:///a/b",
        "consul:///a?tag=canary",
        "consul:///a%20b",
        "consul://user@host:1/a",
      })
  void parse_otherForm_isRefusedWithTheFormToUse(String target) {
    assertThatThrownBy(() -> ConsulTarget.parse(target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(target)
        .hasMessageContaining("consul:///service");
  }
}
