// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import io.grpc.Status;

/**
 * One request of a shopper, with all its attempts. Times are {@link System#nanoTime}.
 *
 * @param due when it was meant to be sent: what the client was late by is latency, too
 * @param end when the last attempt ended
 * @param attempts how often it was sent, at least once
 * @param last how the last attempt ended
 */
public record Sample(Kind kind, long due, long end, int attempts, Status.Code last) {
  /** What was asked for. */
  public enum Kind {
    /** Products. */
    BROWSE,
    CART,
    CHECKOUT,
    /** An order that was placed before. */
    ORDER
  }

  /** Whether it was answered in the end, a refusal for good being an answer. */
  public boolean isAnswered() {
    return switch (last) {
      case OK, INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION -> true;
      default -> false;
    };
  }

  /** Whether the first attempt was answered. */
  public boolean isAnsweredAtOnce() {
    return attempts == 1 && isAnswered();
  }

  /** Whether it was answered after one retry at most. */
  public boolean isAnsweredSoon() {
    return attempts <= 2 && isAnswered();
  }
}
