// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import souk.order.mail.SmtpConfig;
import souk.service.Database;
import souk.service.SettingException;
import souk.service.Settings;

/**
 * What the order service is told.
 *
 * @param hashKey the same in all instances
 */
record OrderConfig(
    Database.Config database,
    RequestHash.Key hashKey,
    Deadlines deadlines,
    Queue queue,
    Limits limits,
    Mail mail) {

  /** How long one call of another service may take, its retries included. */
  record Deadlines(Duration cart, Duration catalog, Duration inventory, Duration payment) {
    static Deadlines from(Settings settings) {
      return new Deadlines(
          settings.duration("SOUK_ORDER_CART_DEADLINE", Duration.ofSeconds(1)),
          settings.duration("SOUK_ORDER_CATALOG_DEADLINE", Duration.ofSeconds(1)),
          settings.duration("SOUK_ORDER_INVENTORY_DEADLINE", Duration.ofSeconds(2)),
          // A card's bank may take some seconds, and to give up early only means to ask again.
          settings.duration("SOUK_ORDER_PAYMENT_DEADLINE", Duration.ofSeconds(6)));
    }
  }

  /**
   * How tasks are worked on.
   *
   * @param lease how long a task is its taker's; a dead worker's are taken up after it
   * @param heartbeat how often leases are renewed
   * @param poll how often it is looked for tasks that other instances brought
   * @param workDeadline for the calls of one piece of work together: a checkout's own, once placed
   * @param decisions how many orders an instance decides at once
   * @param laneWidth how many tasks for one other service an instance works on at once, at most; a
   *     quarter of it while none of them is late
   */
  record Queue(
      Duration lease,
      Duration heartbeat,
      Duration poll,
      Duration workDeadline,
      int decisions,
      int laneWidth) {
    Queue {
      if (heartbeat.multipliedBy(2).compareTo(lease) > 0) {
        throw new SettingException(
            "SOUK_ORDER_HEARTBEAT=" + heartbeat + " (expected: at most half of SOUK_ORDER_LEASE)");
      }
    }

    static Queue from(Settings settings) {
      return new Queue(
          settings.duration("SOUK_ORDER_LEASE", Duration.ofMillis(3_500)),
          settings.duration("SOUK_ORDER_HEARTBEAT", Duration.ofSeconds(1)),
          settings.duration("SOUK_ORDER_POLL", Duration.ofMillis(150)),
          settings.duration("SOUK_ORDER_WORK_DEADLINE", Duration.ofSeconds(10)),
          settings.number("SOUK_ORDER_DECISIONS", 50, 1, 1_000),
          settings.number("SOUK_ORDER_LANE_WIDTH", 16, 1, 1_000));
    }
  }

  /**
   * What shoppers run into.
   *
   * @param answer how long a checkout waits for its decision
   * @param overdueAfter the age at which an order that is still PENDING is rejected
   * @param pending how many orders of the whole shop may wait for a decision
   * @param watches how many orders an instance lets be followed at once; well below its {@code
   *     SOUK_MAX_CALLS}, which bounds its streams, too
   * @param watch how long an order is followed
   */
  record Limits(Duration answer, Duration overdueAfter, int pending, int watches, Duration watch) {
    static Limits from(Settings settings) {
      return new Limits(
          settings.duration("SOUK_ORDER_ANSWER_LIMIT", Duration.ofSeconds(2)),
          settings.duration("SOUK_ORDER_PENDING_LIMIT", Duration.ofMinutes(15)),
          settings.number("SOUK_ORDER_MAX_PENDING", 10_000, 1, 1_000_000),
          settings.number("SOUK_ORDER_MAX_WATCHES", 256, 1, 100_000),
          settings.duration("SOUK_ORDER_WATCH_LIMIT", Duration.ofMinutes(5)));
    }
  }

  /**
   * What shoppers are told by mail.
   *
   * @param perAddressAndHour how many mails an address gets, 0 for any number
   */
  record Mail(SmtpConfig smtp, int perAddressAndHour) {
    static Mail from(Settings settings, Queue queue) {
      return new Mail(
          SmtpConfig.from(settings, queue.workDeadline()),
          settings.number("SOUK_ORDER_MAILS_PER_ADDRESS_PER_HOUR", 0, 0, 1_000));
    }
  }

  static OrderConfig from(Settings settings) {
    Queue queue = Queue.from(settings);
    return new OrderConfig(
        Database.Config.from(settings),
        new RequestHash.Key(settings.secretBytes("SOUK_ORDER_HASH_SECRET", 32)),
        Deadlines.from(settings),
        queue,
        Limits.from(settings),
        Mail.from(settings, queue));
  }
}
