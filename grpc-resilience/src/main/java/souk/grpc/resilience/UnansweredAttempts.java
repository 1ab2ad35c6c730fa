// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * The attempts of one call that ended without an answer and may nevertheless have done their work,
 * or do it yet: unknown is not no.
 */
record UnansweredAttempts(List<Attempt<?, ?>> attempts) {

  static final UnansweredAttempts NONE = new UnansweredAttempts(List.of());

  /** These, and an attempt that ended so and is followed by another, if it is such a one. */
  UnansweredAttempts and(Attempt<?, ?> attempt, Status status, MethodDescriptor<?, ?> method) {
    if (method.isSafe() || !leavesOutcomeUnknown(status)) {
      return this;
    }
    List<Attempt<?, ?>> all = new ArrayList<>(attempts);
    all.add(attempt);
    return new UnansweredAttempts(all);
  }

  /** Whether the call must not be told of its last attempt's end as of its own. */
  boolean contradict(Status last, Metadata trailers, Refusals refusals) {
    return !attempts.isEmpty()
        && (isRefusedUnseen(last, trailers, refusals)
            || (isRefusal(last) && attempts.stream().anyMatch(Attempt::isInTime)));
  }

  private static boolean leavesOutcomeUnknown(Status status) {
    return switch (status.getCode()) {
      // Whether the request of a broken one had left is not known here, so it is taken as sent.
      case DEADLINE_EXCEEDED, UNAVAILABLE, INTERNAL, UNKNOWN -> true;
      default -> false;
    };
  }

  /**
   * Whether an attempt was refused for what its server saw at that moment, which an earlier attempt
   * that is still in time may change.
   */
  private static boolean isRefusal(Status status) {
    return switch (status.getCode()) {
      case FAILED_PRECONDITION, NOT_FOUND, ABORTED, ALREADY_EXISTS, OUT_OF_RANGE -> true;
      default -> false;
    };
  }

  /**
   * Whether an attempt was refused by something that looks at no earlier attempt, so that it speaks
   * of itself only.
   */
  private static boolean isRefusedUnseen(Status status, Metadata trailers, Refusals refusals) {
    return switch (status.getCode()) {
      case RESOURCE_EXHAUSTED, UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED -> true;
      case UNAVAILABLE -> refusals.isCircuitOpen(trailers);
      default -> false;
    };
  }
}
