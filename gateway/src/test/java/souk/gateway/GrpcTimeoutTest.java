// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcTimeoutTest {
  @ParameterizedTest
  @CsvSource({
    "1H,PT1H",
    "2M,PT2M",
    "3S,PT3S",
    "250m,PT0.25S",
    "5u,PT0.000005S",
    "7n,PT0.000000007S"
  })
  void parse_everyUnit_isRead(String header, Duration expected) {
    assertThat(GrpcTimeout.parse(header)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "S", "-1S", "123456789S", "1s", "1S "})
  void parse_malformed_isNothing(String header) {
    assertThat(GrpcTimeout.parse(header)).isEmpty();
  }
}
