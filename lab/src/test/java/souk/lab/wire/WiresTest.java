// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiresTest {
  @ParameterizedTest
  @CsvSource({
    "order, payment, true",
    "order, payment-2, true",
    "payment, acquirer, true",
    "gateway, payment, false",
    "cart, order, false",
    "order, pay, false",
    "order, payment-x, false",
    "order, ordering, false"
  })
  void canGoBetween_isTrueOfThoseWhoCall(String from, String to, boolean can) {
    assertThat(Wires.canGoBetween(from, to)).isEqualTo(can);
  }
}
