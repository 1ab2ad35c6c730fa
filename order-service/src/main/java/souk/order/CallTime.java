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
 * @param answerBy when a placed order is answered as it stands, decided or not
 */
record CallTime(Deadline end, Deadline answerBy) {
  /** However patient a caller is, so long may an attempt take to place its order. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final double SHARE_FOR_ANSWER = 0.8;

  /** Of the current call; the answer comes after 80 % of what is left of it, at most. */
  static CallTime ofCurrentCall(Duration answerLimit) {
    Deadline longest = Deadline.after(LONGEST.toNanos(), TimeUnit.NANOSECONDS);
    Deadline caller = Context.current().getDeadline();
    Deadline end = caller == null ? longest : caller.minimum(longest);
    long share = (long) (end.timeRemaining(TimeUnit.NANOSECONDS) * SHARE_FOR_ANSWER);
    return new CallTime(
        end, Deadline.after(Math.min(share, answerLimit.toNanos()), TimeUnit.NANOSECONDS));
  }

  Duration remaining() {
    return Duration.ofNanos(end.timeRemaining(TimeUnit.NANOSECONDS));
  }
}
