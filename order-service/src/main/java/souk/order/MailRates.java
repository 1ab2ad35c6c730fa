// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import souk.order.mail.Mail;

/**
 * How many mails an address gets within any hour, counted by all instances together, so that nobody
 * is flooded by somebody who shops in their name. A mail that is tried again counts once. Addresses
 * are kept as keyed hashes, for an hour. Thread-safe.
 */
final class MailRates {
  /** The row's lock makes it one after the other; all times are the database's. */
  private static final String TAKE_TURN =
      """
      INSERT INTO mail_rates AS rate (address_hash, mails, times, last_at)
      VALUES (:address, ARRAY[:mail], ARRAY[now()], now())
      ON CONFLICT (address_hash) DO UPDATE SET last_at = now(), (mails, times) = (
        SELECT array_agg(mail), array_agg(at) FROM (
          SELECT mail, at FROM unnest(rate.mails, rate.times) AS sent (mail, at)
          WHERE at > now() - interval '1 hour' AND mail <> :mail
          UNION ALL SELECT :mail, now()) kept)
      WHERE (
        SELECT count(*) FROM unnest(rate.mails, rate.times) AS sent (mail, at)
        WHERE at > now() - interval '1 hour' AND mail <> :mail) < :limit
      RETURNING true
      """;

  private static final String NEXT_TURN =
      """
      SELECT ceil(extract(epoch FROM min(at) + interval '1 hour' - now()) * 1000)
      FROM mail_rates, unnest(times) AS at
      WHERE address_hash = :address AND at > now() - interval '1 hour'
      """;

  /** A few with each mail: there are never many more than addresses written to in an hour. */
  private static final String FORGET =
      """
      DELETE FROM mail_rates WHERE address_hash IN (
        SELECT address_hash FROM mail_rates WHERE last_at < now() - interval '1 hour'
        LIMIT 10 FOR UPDATE SKIP LOCKED)
      """;

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final Jdbi jdbi;
  private final RequestHash.Key key;
  private final int perHour;

  /**
   * @param perHour 0 for any number
   */
  MailRates(Jdbi jdbi, RequestHash.Key key, int perHour) {
    this.jdbi = jdbi;
    this.key = key;
    this.perHour = perHour;
  }

  /**
   * Counts a mail, if its address may have it now.
   *
   * @return how long to wait otherwise
   */
  Optional<Duration> takeTurn(Mail mail) {
    if (perHour == 0) {
      return Optional.empty();
    }
    byte[] address = key.ofText(mail.to().value().toLowerCase(Locale.ROOT));
    return jdbi.withHandle(
        handle -> {
          handle.execute(FORGET);
          boolean taken =
              handle
                  .createQuery(TAKE_TURN)
                  .bind("address", address)
                  .bind("mail", mail.messageId())
                  .bind("limit", perHour)
                  .mapTo(Boolean.class)
                  .findOne()
                  .isPresent();
          return taken ? Optional.empty() : Optional.of(untilNextTurn(handle, address));
        });
  }

  private static Duration untilNextTurn(Handle handle, byte[] address) {
    Duration wait =
        handle
            .createQuery(NEXT_TURN)
            .bind("address", address)
            .mapTo(Long.class)
            .findOne()
            .map(Duration::ofMillis)
            .orElse(SHORTEST_WAIT);
    if (wait.compareTo(SHORTEST_WAIT) < 0) {
      return SHORTEST_WAIT;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
