// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsulTargetTest {
  @Test
  void parse_withoutAgent_isTheUsualOne() {
    assertThat(ConsulTarget.parse("consul:///catalog"))
        .isEqualTo(new ConsulTarget("", "catalog", InstanceFilter.ALL));
  }

  @Test
  void parse_withAgent_isThatOne() {
    assertThat(ConsulTarget.parse("consul://10.0.0.1:8500/my-stall_2.v1"))
        .isEqualTo(new ConsulTarget("10.0.0.1:8500", "my-stall_2.v1", InstanceFilter.ALL));
  }

  @Test
  void parse_withTagsAndMetadata_isForThose() {
    assertThat(ConsulTarget.parse("consul:///a?tag=canary&tag=b%26c&meta.version=2%2B1").filter())
        .isEqualTo(new InstanceFilter(List.of("canary", "b&c"), Map.of("version", "2+1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?",
        "?tag",
        "?tag=",
        "?=x",
        "?Tag=x",
        "?passing=true",
        "?tag=x&",
        "?&tag=x",
        "?meta=x",
        "?meta.=x",
        "?meta.v=",
        "?meta.v=1&meta.v=2",
        "?tag=%",
        "?tag=%zz",
        "?tag=a%2",
        "?tag=x#y"
      })
  void parse_otherQuery_isRefused(String query) {
    assertThatThrownBy(() -> ConsulTarget.parse("consul:///a" + query))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("consul:///a" + query);
  }

  // What is not understood is refused, not ignored: a filter that is ignored finds too much.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "consul:///",
        "consul:catalog",
        "consul://catalog",
        "consul:///a/b",
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
