// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.grpc.consul.ServiceHealth.Instance;

class PanicThresholdTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1, 1, 1",
    "0, 1, 1", // one that fails is better than none
    "2, 2, 2",
    "1, 2, 1", // half is not fewer than half
    "0, 2, 2",
    "2, 3, 2",
    "1, 3, 3",
    "5, 10, 5",
    "4, 10, 10",
  })
  void usable_passingOfAll_isThoseOrAll(int passing, int all, int used) {
    List<Instance> instances =
        Stream.iterate(0, i -> i < all, i -> i + 1).map(i -> instance(i, i < passing)).toList();
    assertThat(PanicThreshold.usable(instances)).isEqualTo(instances.subList(0, used));
  }

  private static Instance instance(int number, boolean passing) {
    return new Instance(
        "i" + number, "127.0.0.1", 1, List.of(), Map.of(), Map.of(), passing, false);
  }
}
