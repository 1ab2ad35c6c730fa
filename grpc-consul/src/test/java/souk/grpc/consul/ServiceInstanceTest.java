// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an instance and its checks may be. */
class ServiceInstanceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @ParameterizedTest
  @CsvSource({
    "' ', a, h, 1, service: blank",
    "s, '', h, 1, id: blank",
    "s, a, ' ', 1, address: blank",
    "s, a, h, 0, port: 0",
    "s, a, h, 65536, port: 65536",
  })
  void instance_outOfBounds_isRefused(
      String service, String id, String address, int port, String why) {
    assertThatThrownBy(() -> ServiceInstance.of(service, id, address, port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(why);
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.7, 10.0.0.7:1", "::1, [::1]:1", "host, host:1"})
  void target_ofAnAddress_isWhatConsulDials(String address, String target) {
    assertThat(ServiceInstance.of("s", "a", address, 1).target()).isEqualTo(target);
    assertThat(ServiceInstance.of("s", "a", address, 65535).port()).isEqualTo(65535);
  }

  @Test
  void instance_whatWasGivenIsChanged_staysAsItWas() {
    List<String> tags = new ArrayList<>(List.of("canary"));
    Map<String, String> meta = new HashMap<>(Map.of("a", "b"));
    var instance = ServiceInstance.of("s", "a", "h", 1).withTags(tags).withMeta(meta);
    tags.clear();
    meta.clear();
    assertThat(instance.tags()).containsExactly("canary");
    assertThat(instance.meta()).containsEntry("a", "b");
  }

  @Test
  void check_lessThanConsulTakes_isRefused() {
    Duration less = Duration.ofMillis(999);
    assertThatThrownBy(() -> new GrpcCheck("", less, SECOND, MINUTE))
        .hasMessage("interval: PT0.999S (expected: PT1S or more)");
    assertThatThrownBy(() -> new GrpcCheck("", SECOND, Duration.ZERO, MINUTE))
        .hasMessageStartingWith("timeout: ");
    assertThatThrownBy(() -> new GrpcCheck("", SECOND, SECOND, Duration.ofSeconds(59)))
        .hasMessageStartingWith("deregisterAfter: ");
    assertThatThrownBy(() -> TtlCheck.of(() -> true, less)).hasMessageStartingWith("ttl: ");
    assertThatThrownBy(() -> new TtlCheck(() -> true, SECOND, Duration.ofSeconds(59)))
        .hasMessageStartingWith("deregisterAfter: ");
  }
}
