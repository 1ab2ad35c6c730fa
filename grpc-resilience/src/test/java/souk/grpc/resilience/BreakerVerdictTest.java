// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of statuses, each code once. */
class BreakerVerdictTest {

  private final Refusals refusals = new Refusals("test.example", "test");

  private BreakerVerdict verdict(Status.Code code, Metadata trailers, boolean waitedFairly) {
    return BreakerVerdict.of(code.toStatus(), trailers, refusals, waitedFairly);
  }

  @ParameterizedTest
  @CsvSource({
    "OK, SUCCESS",
    "CANCELLED, NOTHING",
    "UNKNOWN, FAILURE",
    "INVALID_ARGUMENT, SUCCESS",
    "DEADLINE_EXCEEDED, FAILURE",
    "NOT_FOUND, SUCCESS",
    "ALREADY_EXISTS, SUCCESS",
    "PERMISSION_DENIED, SUCCESS",
    "RESOURCE_EXHAUSTED, NOTHING",
    "FAILED_PRECONDITION, SUCCESS",
    "ABORTED, SUCCESS",
    "OUT_OF_RANGE, SUCCESS",
    "UNIMPLEMENTED, SUCCESS",
    "INTERNAL, FAILURE",
    "UNAVAILABLE, FAILURE",
    "DATA_LOSS, FAILURE",
    "UNAUTHENTICATED, SUCCESS"
  })
  void of_code_asTheTableSays(Status.Code code, BreakerVerdict expected) {
    assertThat(verdict(code, new Metadata(), true)).isEqualTo(expected);
  }

  @Test
  void of_deadlineSoonerThanFair_saysNothing() {
    assertThat(verdict(Status.Code.DEADLINE_EXCEEDED, new Metadata(), false))
        .isEqualTo(BreakerVerdict.NOTHING);
  }

  @ParameterizedTest
  @CsvSource({"-1, SUCCESS", "later, SUCCESS", "250, FAILURE"})
  void of_unavailableWithPushback_whatIsBehindDoesNotCount(
      String pushback, BreakerVerdict expected) {
    Metadata trailers = new Metadata();
    trailers.put(RetryPushback.KEY, pushback);
    assertThat(verdict(Status.Code.UNAVAILABLE, trailers, true)).isEqualTo(expected);
  }
}
