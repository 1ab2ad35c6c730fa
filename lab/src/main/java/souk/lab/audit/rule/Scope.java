// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.time.Duration;
import java.time.Instant;
import souk.v1.Order;

/**
 * What may be judged. While the shop runs, its databases are read one after the other; an order
 * that has long not changed looks the same in all of them.
 *
 * @param isFinal whether everything is judged
 * @param begin when the reading began, by the order database's clock
 * @param settledAfter how long an order must not have changed before that
 * @param stuckAfter the age at which an order must have been decided
 * @param clockTolerance how far the clocks of the shop's machines may be apart
 * @param hasMails whether the mails can be seen
 */
public record Scope(
    boolean isFinal,
    Instant begin,
    Duration settledAfter,
    Duration stuckAfter,
    Duration clockTolerance,
    boolean hasMails) {

  /** Whether all that belongs to the order must be in place. */
  boolean covers(OrderFacts order) {
    return isFinal
        || (order.state() != Order.State.PENDING
            && order.tasks().isEmpty()
            && isOld(order.changedAt()));
  }

  /** Whether something of that time was over before the reading began. */
  boolean isOld(Instant time) {
    return isFinal || time.isBefore(begin.minus(settledAfter));
  }

  boolean isOverdue(OrderFacts order) {
    return isFinal || order.createdAt().isBefore(begin.minus(stuckAfter));
  }
}
