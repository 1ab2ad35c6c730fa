// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import io.lettuce.core.RedisException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.service.SettingException;

/** The first connection of a process: waits for a Redis that is starting, but not for ever. */
final class RedisStart {
  private static final Logger log = LoggerFactory.getLogger(RedisStart.class);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private RedisStart() {}

  /**
   * Connects.
   *
   * @param patience how long it is tried again
   * @throws SettingException at once when the password is refused
   * @throws RedisException when Redis can't be reached in that time
   */
  static Redis connect(RedisConfig config, Duration patience) {
    long start = System.nanoTime();
    boolean told = false;
    while (true) {
      try {
        return Redis.connect(config);
      } catch (RedisException failure) {
        if (RedisFailures.isPasswordRefused(failure)) {
          throw new SettingException(
              "SOUK_REDIS_PASSWORD is not the password of Redis at " + config, failure);
        }
        if (System.nanoTime() - start >= patience.toNanos()) {
          throw failure;
        }
        if (!told) {
          log.warn("Redis at {} can't be reached yet: {}", config, failure.getMessage());
          told = true;
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Redis was starting", e);
    }
  }
}
