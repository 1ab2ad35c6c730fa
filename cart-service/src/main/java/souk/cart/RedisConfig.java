// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import io.lettuce.core.RedisURI;
import java.net.URI;
import souk.service.SettingException;
import souk.service.Settings;

/**
 * Where Redis is.
 *
 * @param uri {@code redis://host:port}, or {@code rediss://} for TLS
 * @param password empty when Redis asks for none; shown nowhere
 */
record RedisConfig(String uri, String password) {
  RedisConfig {
    String expected = "SOUK_REDIS_URI (expected: redis://host:port or rediss://host:port)";
    URI parsed;
    try {
      parsed = URI.create(uri);
    } catch (IllegalArgumentException e) {
      throw new SettingException(expected);
    }
    if (parsed.getUserInfo() != null) {
      throw new SettingException(
          "SOUK_REDIS_URI holds a password, which would be shown: it belongs in SOUK_REDIS_PASSWORD");
    }
    boolean knownScheme = "redis".equals(parsed.getScheme()) || "rediss".equals(parsed.getScheme());
    if (!knownScheme || parsed.getHost() == null || parsed.getQuery() != null) {
      throw new SettingException(expected);
    }
  }

  /** Reads {@code SOUK_REDIS_URI} and {@code SOUK_REDIS_PASSWORD}. */
  static RedisConfig from(Settings settings) {
    return new RedisConfig(
        settings.text("SOUK_REDIS_URI"), settings.secret("SOUK_REDIS_PASSWORD", ""));
  }

  /** For Lettuce, with the password. */
  RedisURI toRedisUri() {
    RedisURI.Builder builder = RedisURI.builder(RedisURI.create(uri));
    if (!password.isEmpty()) {
      builder.withPassword(password.toCharArray());
    }
    return builder.build();
  }

  @Override
  public String toString() {
    return uri;
  }
}
