// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.Metadata;
import io.grpc.Status;

/**
 * What the end of a call, all its attempts made, says of the target.
 *
 * <table>
 * <caption>By status</caption>
 * <tr><th>status</th><th>counts as</th><th>because</th></tr>
 * <tr><td>OK</td><td>success</td><td></td></tr>
 * <tr><td>INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, OUT_OF_RANGE, ABORTED,
 * PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED</td><td>success</td><td>a living server looked and answered; the fault
 * is in the request</td></tr>
 * <tr><td>UNAVAILABLE</td><td>failure</td><td>nobody there, or a connection lost</td></tr>
 * <tr><td>UNAVAILABLE with a pushback that forbids retries, as our CIRCUIT_OPEN has</td><td>success</td><td>a living server speaks of something
 * behind it; its neighbours' trouble is not its own, or breakers would open in a chain</td></tr>
 * <tr><td>OUTCOME_UNKNOWN</td><td>nothing</td><td>one attempt had no answer, the next was refused by a living server</td></tr>
 * <tr><td>DEADLINE_EXCEEDED</td><td>failure</td><td>hung or too slow</td></tr>
 * <tr><td>DEADLINE_EXCEEDED after a wait that was not fair (see {@link Breaker.Permit})</td><td>nothing</td><td>the caller had no time to give</td></tr>
 * <tr><td>INTERNAL, UNKNOWN, DATA_LOSS</td><td>failure</td><td>a broken instance, or an exception that nobody handled; one
 * bad request alone stays below the threshold</td></tr>
 * <tr><td>RESOURCE_EXHAUSTED</td><td>nothing</td><td>the target lives and protects itself; to open would make of less
 * capacity none</td></tr>
 * <tr><td>CANCELLED</td><td>nothing</td><td>the caller went away</td></tr>
 * </table>
 */
enum BreakerVerdict {
  SUCCESS,
  FAILURE,
  /** The permission is given back as if the call had not been. */
  NOTHING;

  static BreakerVerdict of(
      Status status, Metadata trailers, Refusals refusals, boolean waitedFairly) {
    return switch (status.getCode()) {
      case OK,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          ABORTED,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          UNIMPLEMENTED ->
          SUCCESS;
      case UNAVAILABLE -> {
        if (refusals.isOutcomeUnknown(trailers)) {
          yield NOTHING;
        }
        yield refusals.isAboutSomethingBehind(trailers) ? SUCCESS : FAILURE;
      }
      case DEADLINE_EXCEEDED -> waitedFairly ? FAILURE : NOTHING;
      case INTERNAL, UNKNOWN, DATA_LOSS -> FAILURE;
      case RESOURCE_EXHAUSTED, CANCELLED -> NOTHING;
    };
  }
}
