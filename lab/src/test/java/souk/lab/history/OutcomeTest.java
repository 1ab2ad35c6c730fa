// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeTest {
  private static final Set<Code> REFUSALS =
      EnumSet.of(
          Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.FAILED_PRECONDITION, Code.RESOURCE_EXHAUSTED);

  @ParameterizedTest
  @EnumSource(Code.class)
  void of_oneAttempt_failsOnlyForARefusal(Code code) {
    Outcome expected =
        code == Code.OK ? Outcome.OK : REFUSALS.contains(code) ? Outcome.FAIL : Outcome.UNKNOWN;

    assertThat(Outcome.of(List.of(code))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE FAILED_PRECONDITION, UNKNOWN",
    "DEADLINE_EXCEEDED NOT_FOUND, UNKNOWN",
    "FAILED_PRECONDITION UNAVAILABLE, UNKNOWN",
    "RESOURCE_EXHAUSTED UNAVAILABLE RESOURCE_EXHAUSTED, UNKNOWN",
    "UNAVAILABLE OK, OK",
    "RESOURCE_EXHAUSTED OK, OK",
    "RESOURCE_EXHAUSTED FAILED_PRECONDITION, FAIL",
  })
  void of_severalAttempts_unknownStaysUnknownUntilAnAnswer(String attempts, Outcome expected) {
    List<Code> codes = Arrays.stream(attempts.split(" ")).map(Code::valueOf).toList();

    assertThat(Outcome.of(codes)).isEqualTo(expected);
  }

  @Test
  void of_noAttemptThatEnded_isUnknown() {
    assertThat(Outcome.of(List.of())).isEqualTo(Outcome.UNKNOWN);
  }
}
