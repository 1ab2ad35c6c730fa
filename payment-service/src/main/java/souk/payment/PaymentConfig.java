// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.time.Duration;
import java.util.regex.Pattern;
import souk.service.Database;
import souk.service.SettingException;
import souk.service.Settings;

/**
 * What the payment service is told.
 *
 * @param acquirerAddress host:port of the card acquirer, which is not in Consul
 * @param acquirerDeadline of one call to it. Its attempts take half of what is left of that, so a
 *     lost answer is asked for again after a second by default; a slow one is waited for by asking
 *     again, until the caller's own deadline
 * @param reconcileInterval between two looks at the acquirer's statement
 * @param reconcileGrace how long a call may be under way before what it left counts as left behind
 */
record PaymentConfig(
    Database.Config database,
    String acquirerAddress,
    Duration acquirerDeadline,
    Duration reconcileInterval,
    Duration reconcileGrace) {
  private static final Pattern ADDRESS = Pattern.compile("\\S+:[0-9]{1,5}");

  PaymentConfig {
    if (!ADDRESS.matcher(acquirerAddress).matches()) {
      throw new SettingException(
          "SOUK_ACQUIRER_ADDRESS=" + acquirerAddress + " (expected: host:port)");
    }
  }

  static PaymentConfig from(Settings settings) {
    return new PaymentConfig(
        Database.Config.from(settings),
        settings.text("SOUK_ACQUIRER_ADDRESS"),
        settings.duration("SOUK_ACQUIRER_DEADLINE", Duration.ofSeconds(2)),
        settings.duration("SOUK_PAYMENT_RECONCILE_INTERVAL", Duration.ofSeconds(10)),
        settings.duration("SOUK_PAYMENT_RECONCILE_GRACE", Duration.ofSeconds(30)));
  }
}
