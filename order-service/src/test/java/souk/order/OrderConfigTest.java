// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.order.mail.EmailAddress;
import souk.order.mail.SmtpConfig;
import souk.service.ServerConfig;
import souk.service.SettingException;
import souk.service.Settings;

class OrderConfigTest {
  private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);

  @Test
  void from_onlyWhatMustBeGiven_defaults() {
    Settings settings = new Settings(required());

    OrderConfig config = OrderConfig.from(settings);

    settings.checkAllRead();
    assertThat(config.deadlines().payment()).isEqualTo(Duration.ofSeconds(6));
    assertThat(config.queue().decisions()).isEqualTo(50);
    assertThat(config.queue().workDeadline()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.mail().perAddressAndHour()).isZero();
    assertThat(config.mail().smtp().startTls()).isFalse();
    assertThat(config.limits().pending()).isEqualTo(10_000);
    assertThat(config.limits().answer()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.limits().overdueAfter()).isEqualTo(Duration.ofMinutes(15));
    assertThat(config.limits().watch()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.limits().watches())
        .as("watches leave room for other calls")
        .isLessThanOrEqualTo(ServerConfig.from("order", new Settings(Map.of())).maxCalls() / 2);
    assertThat(config.queue().lease().plus(config.queue().poll()))
        .as("until a dead worker's tasks are taken")
        .isLessThan(Duration.ofSeconds(5));
    assertThat(config.toString()).doesNotContain(SECRET).contains("(secret)");
  }

  @Test
  void from_everySetting_read() {
    Map<String, String> environment = required();
    environment.put("SOUK_ORDER_CART_DEADLINE", "11ms");
    environment.put("SOUK_ORDER_CATALOG_DEADLINE", "12ms");
    environment.put("SOUK_ORDER_INVENTORY_DEADLINE", "13ms");
    environment.put("SOUK_ORDER_PAYMENT_DEADLINE", "14ms");
    environment.put("SOUK_ORDER_LEASE", "4s");
    environment.put("SOUK_ORDER_HEARTBEAT", "15ms");
    environment.put("SOUK_ORDER_POLL", "16ms");
    environment.put("SOUK_ORDER_WORK_DEADLINE", "17s");
    environment.put("SOUK_ORDER_DECISIONS", "18");
    environment.put("SOUK_ORDER_LANE_WIDTH", "19");
    environment.put("SOUK_ORDER_ANSWER_LIMIT", "20ms");
    environment.put("SOUK_ORDER_PENDING_LIMIT", "21m");
    environment.put("SOUK_ORDER_MAX_PENDING", "22");
    environment.put("SOUK_ORDER_MAX_WATCHES", "23");
    environment.put("SOUK_ORDER_WATCH_LIMIT", "24m");
    environment.put("SOUK_ORDER_SMTP_TLS", "starttls");
    environment.put("SOUK_ORDER_SMTP_USER", "shop");
    environment.put("SOUK_ORDER_SMTP_PASSWORD", "hush");
    environment.put("SOUK_ORDER_SMTP_TIMEOUT", "2s");
    environment.put("SOUK_ORDER_MAILS_PER_ADDRESS_PER_HOUR", "25");
    Settings settings = new Settings(environment);

    OrderConfig config = OrderConfig.from(settings);

    settings.checkAllRead();
    assertThat(config.deadlines())
        .isEqualTo(
            new OrderConfig.Deadlines(
                Duration.ofMillis(11),
                Duration.ofMillis(12),
                Duration.ofMillis(13),
                Duration.ofMillis(14)));
    assertThat(config.queue())
        .isEqualTo(
            new OrderConfig.Queue(
                Duration.ofSeconds(4),
                Duration.ofMillis(15),
                Duration.ofMillis(16),
                Duration.ofSeconds(17),
                18,
                19));
    assertThat(config.limits())
        .isEqualTo(
            new OrderConfig.Limits(
                Duration.ofMillis(20), Duration.ofMinutes(21), 22, 23, Duration.ofMinutes(24)));
    assertThat(config.mail())
        .isEqualTo(
            new OrderConfig.Mail(
                new SmtpConfig(
                    "mail.example.com",
                    587,
                    new EmailAddress("orders@example.com"),
                    true,
                    Optional.of(new SmtpConfig.Login("shop", "hush")),
                    Duration.ofSeconds(2)),
                25));
    assertThat(config.toString()).doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "SOUK_ORDER_SMTP_ADDRESS, mail.example.com",
    "SOUK_ORDER_SMTP_ADDRESS, mail.example.com:0",
    "SOUK_ORDER_SMTP_ADDRESS, mail.example.com:65536",
    "SOUK_ORDER_SMTP_ADDRESS, a b:25",
    "SOUK_ORDER_MAIL_FROM, Shop <orders@example.com>",
    "SOUK_ORDER_SMTP_TLS, on",
    "SOUK_ORDER_SMTP_USER, shop",
    "SOUK_ORDER_SMTP_TIMEOUT, 10s",
    "SOUK_ORDER_MAILS_PER_ADDRESS_PER_HOUR, -1"
  })
  void from_mailSettingThatCantBe_refusedByName(String key, String value) {
    Map<String, String> environment = required();
    environment.put(key, value);

    assertThatThrownBy(() -> OrderConfig.from(new Settings(environment)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(key);
  }

  @Test
  void from_passwordWithoutEncryption_refused() {
    Map<String, String> environment = required();
    environment.put("SOUK_ORDER_SMTP_USER", "shop");
    environment.put("SOUK_ORDER_SMTP_PASSWORD", "hush");

    assertThatThrownBy(() -> OrderConfig.from(new Settings(environment)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_ORDER_SMTP_TLS");
  }

  @Test
  void from_secretTooShortOrHeartbeatTooRare_refused() {
    Map<String, String> shortSecret = required();
    shortSecret.put("SOUK_ORDER_HASH_SECRET", "c2hvcnQ=");
    assertThatThrownBy(() -> OrderConfig.from(new Settings(shortSecret)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_ORDER_HASH_SECRET");

    Map<String, String> rare = required();
    rare.put("SOUK_ORDER_HEARTBEAT", "3s");
    assertThatThrownBy(() -> OrderConfig.from(new Settings(rare)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_ORDER_HEARTBEAT");
  }

  private static Map<String, String> required() {
    Map<String, String> environment = new HashMap<>();
    environment.put("SOUK_DB_URL", "jdbc:postgresql://127.0.0.1:1/x");
    environment.put("SOUK_DB_USER", "souk");
    environment.put("SOUK_DB_PASSWORD", "x");
    environment.put("SOUK_ORDER_HASH_SECRET", SECRET);
    environment.put("SOUK_ORDER_SMTP_ADDRESS", "mail.example.com:587");
    environment.put("SOUK_ORDER_MAIL_FROM", "orders@example.com");
    return environment;
  }
}
