// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.util.Optional;
import java.util.regex.Pattern;
import souk.service.Refusal;

/** What failures of Redis mean for those who call. */
final class RedisFailures {
  /**
   * States of Redis that pass or that its operator ends, by the first word of its errors (up to 6.2
   * in the middle of a script's error). The other errors are faults of a script.
   */
  private static final Pattern REDIS_CANNOT_NOW =
      Pattern.compile(
          "\\b(OOM|READONLY|LOADING|BUSY|MISCONF|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|"
              + "NOAUTH|WRONGPASS|NOPERM)\\b");

  private static final Pattern PASSWORD_REFUSED = Pattern.compile("\\b(NOAUTH|WRONGPASS)\\b");

  private RedisFailures() {}

  /** UNAVAILABLE, when Redis is away or can't; empty for all that is not Redis' state. */
  static Optional<Refusal> refusalOf(Throwable failure) {
    boolean away =
        switch (failure) {
          case RedisCommandExecutionException answer ->
              REDIS_CANNOT_NOW.matcher(String.valueOf(answer.getMessage())).find();
          case RedisException lost -> true;
          default -> false;
        };
    return away
        ? Optional.of(
            Refusal.unavailable(
                "STORE_UNAVAILABLE", "the carts can't be reached; repeat the same request"))
        : Optional.empty();
  }

  /** Whether a connection failed because of the password, so that waiting doesn't help. */
  static boolean isPasswordRefused(RedisException failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (PASSWORD_REFUSED.matcher(String.valueOf(t.getMessage())).find()) {
        return true;
      }
    }
    return false;
  }
}
