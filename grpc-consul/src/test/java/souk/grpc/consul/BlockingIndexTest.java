// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockingIndexTest {
  @ParameterizedTest
  @CsvSource({
    "0, 17, 17", // the first answer
    "17, 17, 17", // waited in vain
    "17, 23, 23", // a change
    "23, 17, 0", // a restored snapshot: start over
    "23, 1, 0", // a server that lost its data
    "0, 0, 1", // a bug of Consul's: 0 again would not wait
    "23, 0, 0",
    "0, -5, 1",
  })
  void next_askedAndAnswered_followsTheDocumentedRules(long asked, long answered, long next) {
    assertThat(BlockingIndex.next(asked, answered)).isEqualTo(next);
  }
}
