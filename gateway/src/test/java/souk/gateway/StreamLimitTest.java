// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import souk.service.Refusal;

class StreamLimitTest {
  private final StreamLimit streams = new StreamLimit(1);

  @Test
  void enter_allPlacesTaken_isRefused() {
    streams.enter();

    assertThatThrownBy(streams::enter)
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("TOO_MANY_STREAMS");
  }

  @Test
  void enter_placeGivenBackTwice_isOnePlace() {
    StreamLimit.Place first = streams.enter();
    first.close();
    first.close();

    assertThatCode(streams::enter).doesNotThrowAnyException();
    assertThatThrownBy(streams::enter).isInstanceOf(Refusal.class);
  }
}
