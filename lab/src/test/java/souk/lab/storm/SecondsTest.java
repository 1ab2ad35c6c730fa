// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SecondsTest {
  private final Seconds seconds = new Seconds();

  @Test
  void convert_asPeopleWrite_isThatTime() {
    assertThat(seconds.convert("3s")).isEqualTo(Duration.ofSeconds(3));
    assertThat(seconds.convert("3")).isEqualTo(Duration.ofSeconds(3));
    assertThat(seconds.convert("500ms")).isEqualTo(Duration.ofMillis(500));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1s", "3m", "1.5s", "9999999s"})
  void convert_somethingElse_isRefused(String value) {
    assertThatThrownBy(() -> seconds.convert(value)).isInstanceOf(TypeConversionException.class);
  }
}
