// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.service.SettingException;
import souk.service.Settings;

class PaymentConfigTest {
  private final Map<String, String> environment =
      new HashMap<>(
          Map.of(
              "SOUK_DB_URL", "jdbc:postgresql://localhost:5432/payment",
              "SOUK_DB_USER", "payment",
              "SOUK_DB_PASSWORD", "not to be shown",
              "SOUK_ACQUIRER_ADDRESS", "127.0.0.1:9000"));

  @Test
  void from_onlyWhatMustBeGiven_hasDefaults() {
    PaymentConfig config = PaymentConfig.from(new Settings(environment));

    assertThat(config.acquirerAddress()).isEqualTo("127.0.0.1:9000");
    assertThat(config.acquirerDeadline()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.reconcileInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.reconcileGrace()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.toString()).doesNotContain("not to be shown");
  }

  @Test
  void from_all_isRead() {
    environment.put("SOUK_ACQUIRER_DEADLINE", "750ms");
    environment.put("SOUK_PAYMENT_RECONCILE_INTERVAL", "1m");
    environment.put("SOUK_PAYMENT_RECONCILE_GRACE", "2m");
    Settings settings = new Settings(environment);

    PaymentConfig config = PaymentConfig.from(settings);

    assertThat(config.acquirerDeadline()).isEqualTo(Duration.ofMillis(750));
    assertThat(config.reconcileInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.reconcileGrace()).isEqualTo(Duration.ofMinutes(2));
    settings.checkAllRead();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:", "a b:1", ":80000000"})
  void from_badAddress_saysWhatIsExpected(String address) {
    environment.put("SOUK_ACQUIRER_ADDRESS", address);

    assertThatThrownBy(() -> PaymentConfig.from(new Settings(environment)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("host:port");
  }
}
