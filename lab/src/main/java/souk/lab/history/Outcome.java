// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.history;

import io.grpc.Status;
import java.util.List;

/** What a client may take an operation for, after all its attempts. Unknown is not no. */
public enum Outcome {
  /** The last attempt was answered. */
  OK,
  /** Nothing was done, and it is certain. */
  FAIL,
  /** It was done, or not, or will be. */
  UNKNOWN;

  /**
   * The rule.
   *
   * @param attempts how each attempt with the operation's one request id ended, in order; empty
   *     when none did
   */
  public static Outcome of(List<Status.Code> attempts) {
    if (attempts.isEmpty()) {
      return UNKNOWN;
    }
    if (attempts.getLast() == Status.Code.OK) {
      return OK;
    }
    // One attempt that is unknown leaves the whole unknown, whatever is refused after it.
    return attempts.stream().allMatch(Outcome::isRefusal) ? FAIL : UNKNOWN;
  }

  /** Whether it says that this attempt did nothing. */
  private static boolean isRefusal(Status.Code code) {
    return switch (code) {
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, RESOURCE_EXHAUSTED -> true;
      case OK,
          CANCELLED,
          UNKNOWN,
          DEADLINE_EXCEEDED,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS,
          UNAUTHENTICATED ->
          false;
    };
  }
}
