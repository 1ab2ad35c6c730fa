// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import io.lettuce.core.RedisException;
import souk.service.SettingException;
import souk.service.StoreStart;

/** The first connection of a process: waits for a Redis that is away. */
final class RedisStart {
  private RedisStart() {}

  /**
   * Connects, waiting for as long as Redis can't be reached.
   *
   * @throws SettingException at once when the password is refused
   */
  static Redis connect(RedisConfig config) {
    return StoreStart.await("Redis (" + config + ")", () -> tryConnect(config));
  }

  private static Redis tryConnect(RedisConfig config) {
    try {
      return Redis.connect(config);
    } catch (RedisException failure) {
      if (RedisFailures.isPasswordRefused(failure)) {
        throw new SettingException(
            "SOUK_REDIS_PASSWORD is not the password of Redis at " + config, failure);
      }
      throw new StoreStart.StoreAway(String.valueOf(failure.getMessage()), failure);
    }
  }
}
