// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a call may take, fixed when it comes in: the caller sends what is left of its time, not
 * the moment when it is over, since nobody's clock is another's.
 *
 * @param end after it nobody waits, and nothing may be begun for it any more
 * @param answerBy when an order that it placed is answered as it stands, decided or not
 * @param limit when that would be for a caller with all the time in the world
 */
record CallTime(Deadline end, Deadline answerBy, Deadline limit) {
  /** However patient a caller is, so long may an attempt take to place its order. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final double SHARE_FOR_ANSWER = 0.8;

  /** Of the current call; the answer comes after 80 % of what is left of it, at most. */
  static CallTime ofCurrentCall(Duration answerLimit) {
    Deadline longest = Deadline.after(LONGEST.toNanos(), TimeUnit.NANOSECONDS);
    Deadline caller = Context.current().getDeadline();
    Deadline end = caller == null ? longest : caller.minimum(longest);
    long share = (long) (end.timeRemaining(TimeUnit.NANOSECONDS) * SHARE_FOR_ANSWER);
    Deadline limit = Deadline.after(answerLimit.toNanos(), TimeUnit.NANOSECONDS);
    return new CallTime(end, limit.minimum(Deadline.after(share, TimeUnit.NANOSECONDS)), limit);
  }

  /**
   * When an order is answered that was placed before, for a caller who was not told: what it waited
   * for the decision already counts.
   */
  Deadline answerByIfPlaced(Duration ago) {
    return answerBy.minimum(limit.offset(-ago.toNanos(), TimeUnit.NANOSECONDS));
  }

  Duration remaining() {
    return Duration.ofNanos(end.timeRemaining(TimeUnit.NANOSECONDS));
  }
}
