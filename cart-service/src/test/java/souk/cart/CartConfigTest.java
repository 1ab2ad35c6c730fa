// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.service.SettingException;
import souk.service.Settings;

class CartConfigTest {
  private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);

  @Test
  void settings_allGiven_areReadAndSecretsAreMasked() {
    Settings settings = settings(Map.of("SOUK_REDIS_PASSWORD", "pass"));
    CartConfig config = CartConfig.from(settings);
    settings.checkAllRead();
    assertThat(config.redis()).isEqualTo(new RedisConfig("redis://127.0.0.1:6379", "pass"));
    assertThat(config.redis().toRedisUri().getPort()).isEqualTo(6379);
    assertThat(config + " " + settings).doesNotContain("pass").doesNotContain(SECRET);
  }

  @Test
  void password_notGiven_isNone() {
    assertThat(CartConfig.from(settings(Map.of())).redis().password()).isEmpty();
  }

  @Test
  void uri_ofTls_usesTls() {
    RedisConfig config = new RedisConfig("rediss://redis.example:6380", "");
    assertThat(config.toRedisUri().isSsl()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:6379",
        "http://localhost:6379",
        "redis://",
        "redis://h:1?timeout=9d",
        "not a uri"
      })
  void uri_ofAnotherKind_isRefused(String uri) {
    assertThatThrownBy(() -> CartConfig.from(settings(Map.of("SOUK_REDIS_URI", uri))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_REDIS_URI");
  }

  @Test
  void uri_withPassword_isRefusedWithoutShowingIt() {
    assertThatThrownBy(
            () -> CartConfig.from(settings(Map.of("SOUK_REDIS_URI", "redis://:hush@localhost:1"))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_REDIS_PASSWORD")
        .hasMessageNotContaining("hush");
  }

  @Test
  void cartIdSecret_tooShort_isRefused() {
    String shortSecret = Base64.getEncoder().encodeToString(new byte[31]);
    assertThatThrownBy(() -> CartConfig.from(settings(Map.of("SOUK_CART_ID_SECRET", shortSecret))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_CART_ID_SECRET");
  }

  @Test
  void cartId_sameRequest_dependsOnTheKeyAlone() {
    UUID request = UUID.fromString("0d1f8a52-3b5c-4d6e-8f70-112233445566");
    byte[] otherKey = new byte[32];
    otherKey[31] = 1;
    CartId id = ids(new byte[32]).of(request);
    assertThat(ids(new byte[32]).of(request)).isEqualTo(id);
    assertThat(ids(otherKey).of(request)).isNotEqualTo(id);
    // Fixed: another derivation would lose every cart whose creation is repeated.
    assertThat(id.value()).isEqualTo("crt_4b5d45a2ad4d9eca619f11f81fcb4cd8");
    assertThat(id.toString()).doesNotContain(id.value().substring(4, 12));
  }

  private static CartIds ids(byte[] key) {
    return new CartIds(new SecretKeySpec(key, CartIds.ALGORITHM));
  }

  private static Settings settings(Map<String, String> others) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SOUK_REDIS_URI", "redis://127.0.0.1:6379");
    environment.put("SOUK_CART_ID_SECRET", SECRET);
    environment.putAll(others);
    return new Settings(environment);
  }
}
