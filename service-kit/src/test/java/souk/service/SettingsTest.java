// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void checkAllRead_unknownSoukKey_stopsWithTheNearestName() {
    Settings settings =
        new Settings(Map.of("SOUK_PAYMENT_DEADLIN", "2s", "PATH", "/bin", "SOUK_PORT", "1"));
    settings.duration("SOUK_PAYMENT_DEADLINE", Duration.ofSeconds(1));
    settings.number("SOUK_PORT", 0, 0, 65_535);

    assertThatThrownBy(settings::checkAllRead)
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(
            "SOUK_PAYMENT_DEADLIN is not a setting of this process; did you mean"
                + " SOUK_PAYMENT_DEADLINE?");
  }

  @Test
  void of_severalServicesInOneProcess_readsItsOwnAndWhatIsEveryones() {
    Map<String, String> environment =
        Map.of("CART_SOUK_PORT", "1", "ORDER_SOUK_DB_URL", "x", "SOUK_PORT", "3", "PATH", "/bin");

    Settings cart = Settings.of("cart", environment);

    assertThat(cart.environment()).isEqualTo(Map.of("SOUK_PORT", "1", "PATH", "/bin"));
    assertThat(Settings.of("order", environment).text("SOUK_PORT")).isEqualTo("3");
  }

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "2s,PT2S", "5m,PT5M", "1h,PT1H", "7d,PT168H", "PT3S,PT3S"})
  void duration_usualForms_areRead(String text, Duration expected) {
    assertThat(new Settings(Map.of("SOUK_D", text)).duration("SOUK_D", Duration.ofDays(99)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2", "2 s", "-1s", "0s", "s", "99999999999s", "PT-1S", "366d", "PT9999999H"})
  void duration_otherForms_areRefusedWithTheKey(String text) {
    Settings settings = new Settings(Map.of("SOUK_D", text));

    assertThatThrownBy(() -> settings.duration("SOUK_D", Duration.ofSeconds(1)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("SOUK_D=" + text);
  }

  @Test
  void number_outOfBounds_isRefusedWithTheBounds() {
    Settings settings = new Settings(Map.of("SOUK_PORT", "70000"));

    assertThatThrownBy(() -> settings.number("SOUK_PORT", 0, 0, 65_535))
        .hasMessage("SOUK_PORT=70000 (expected: 0 to 65535)");
  }

  @Test
  void toString_secrets_areMasked() {
    Settings settings = new Settings(Map.of("SOUK_DB_PASSWORD", "hunter2", "SOUK_X", "y"));
    settings.secret("SOUK_DB_PASSWORD");
    settings.text("SOUK_X");

    assertThat(settings.toString()).contains("SOUK_X=y").doesNotContain("hunter2");
  }

  @Test
  void secretBytes_notBase64_neverShowsTheValue() {
    Settings settings = new Settings(Map.of("SOUK_SECRET", "hunter2!"));

    assertThatThrownBy(() -> settings.secretBytes("SOUK_SECRET", 4))
        .hasMessage("SOUK_SECRET is not Base64")
        .hasNoCause();
  }

  @Test
  void text_missingOrEmpty_isRefused() {
    Settings settings = new Settings(Map.of("SOUK_EMPTY", ""));

    assertThatThrownBy(() -> settings.text("SOUK_EMPTY")).hasMessage("SOUK_EMPTY is not set");
    assertThatThrownBy(() -> settings.text("SOUK_NONE")).hasMessage("SOUK_NONE is not set");
  }
}
