// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.grpc.resilience.TestTarget.call;
import static souk.grpc.resilience.TestTarget.codeOf;
import static souk.grpc.resilience.TestTarget.errorOf;

import com.google.rpc.ErrorInfo;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Unknown is not no: what a call is told when an attempt without an answer came before a refusal.
 */
class UnansweredAttemptsTest {

  private static final Duration LONGEST_PAUSE = RetryPolicy.DEFAULT.maxBackoff();

  @RegisterExtension final TestTarget target = new TestTarget();

  private Channel channel() {
    return target
        .resilience(settings -> settings.deadline(Duration.ofSeconds(8)))
        .wrap(target.bare());
  }

  @Test
  void put_unansweredThenExhausted_outcomeUnknown() throws Exception {
    target.service.thenHang().thenFail(Status.RESOURCE_EXHAUSTED);

    Future<String> answer = call(channel(), TestService.PUT);
    target.time.advance(Duration.ofSeconds(5));

    StatusRuntimeException error = errorOf(answer);
    assertThat(error.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    ErrorInfo info = ErrorDetails.errorInfo(error.getTrailers());
    assertThat(info.getReason()).isEqualTo(ClientResilience.OUTCOME_UNKNOWN);
    assertThat(info.getDomain()).isEqualTo(TestTarget.DOMAIN);
    assertThat(error.getTrailers().get(RetryPushback.KEY)).isEqualTo("-1");
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERNAL", "UNKNOWN"})
  void put_brokenOffThenExhausted_outcomeUnknown(Code code) throws Exception {
    target.service.thenFail(code.toStatus()).thenFail(Status.RESOURCE_EXHAUSTED);

    Future<String> answer = call(channel(), TestService.PUT);
    target.time.advance(Duration.ofSeconds(5));

    assertThat(ErrorDetails.errorInfo(errorOf(answer).getTrailers()).getReason())
        .isEqualTo(ClientResilience.OUTCOME_UNKNOWN);
  }

  @Test
  void read_unansweredThenExhausted_refusalPassesOn() throws Exception {
    target.service.thenHang().thenFail(Status.RESOURCE_EXHAUSTED);

    Future<String> answer = call(channel(), TestService.READ);
    target.time.advance(Duration.ofSeconds(5));

    assertThat(codeOf(answer)).isEqualTo(Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void put_connectionLostThenRefusedWhileTheFirstIsInTime_outcomeUnknown() throws Exception {
    target
        .service
        .thenFail(Status.UNAVAILABLE)
        .thenFail(Status.FAILED_PRECONDITION.withDescription("price changed"));

    Future<String> answer = call(channel(), TestService.PUT);
    target.time.advance(Duration.ofMillis(300));

    StatusRuntimeException error = errorOf(answer);
    assertThat(error.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(ErrorDetails.errorInfo(error.getTrailers()).getReason())
        .isEqualTo(ClientResilience.OUTCOME_UNKNOWN);
  }

  @Test
  void put_unansweredThenRefusedByARule_answerPassesOn() throws Exception {
    target.service.thenHang().thenFail(Status.FAILED_PRECONDITION.withDescription("sold out"));

    Future<String> answer = call(channel(), TestService.PUT);
    target.time.advance(Duration.ofSeconds(5));

    assertThat(errorOf(answer).getStatus().getDescription()).isEqualTo("sold out");
  }

  @Test
  void put_answeredWithAnotherKindOfErrorAfterAnUnknown_passesOn() throws Exception {
    target.service.thenHang().thenFail(Status.INVALID_ARGUMENT);

    Future<String> answer = call(channel(), TestService.PUT);
    target.time.advance(Duration.ofMillis(4_300));

    assertThat(codeOf(answer)).isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void put_unansweredByAll_passesOnAsItCame() throws Exception {
    for (int i = 0; i < RetryPolicy.DEFAULT.maxAttempts(); i++) {
      target.service.thenFail(Status.UNAVAILABLE.withDescription("nobody there"));
    }

    Future<String> answer = call(channel(), TestService.PUT);
    target.time.advance(LONGEST_PAUSE.multipliedBy(3));

    assertThat(errorOf(answer).getStatus().getDescription()).isEqualTo("nobody there");
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAUTHENTICATED", "PERMISSION_DENIED", "UNIMPLEMENTED"})
  void put_unansweredThenRefusedUnseen_outcomeUnknown(Code code) throws Exception {
    target.service.thenHang().thenFail(code.toStatus());

    Future<String> answer = call(channel(), TestService.PUT);
    target.time.advance(Duration.ofSeconds(5));

    assertThat(ErrorDetails.errorInfo(errorOf(answer).getTrailers()).getReason())
        .isEqualTo(ClientResilience.OUTCOME_UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_FOUND", "ABORTED", "ALREADY_EXISTS", "OUT_OF_RANGE"})
  void put_lostThenRefusedWhileTheFirstIsInTime_outcomeUnknown(Code code) throws Exception {
    target.service.thenFail(Status.UNAVAILABLE).thenFail(code.toStatus());

    Future<String> answer = call(channel(), TestService.PUT);
    target.time.advance(LONGEST_PAUSE);

    assertThat(ErrorDetails.errorInfo(errorOf(answer).getTrailers()).getReason())
        .isEqualTo(ClientResilience.OUTCOME_UNKNOWN);
  }

  @Test
  void put_unansweredThenABreakerBehindIsOpen_outcomeUnknown() throws Exception {
    Refusals.Refusal behind =
        new Refusals(TestTarget.DOMAIN, "behind").circuitOpen("behind/write", 1);
    target.service.thenHang().thenFail(behind.status(), behind.trailers());

    Future<String> answer = call(channel(), TestService.PUT);
    target.time.advance(Duration.ofSeconds(5));

    StatusRuntimeException error = errorOf(answer);
    assertThat(ErrorDetails.errorInfo(error.getTrailers()).getReason())
        .isEqualTo(ClientResilience.OUTCOME_UNKNOWN);
    assertThat(ErrorDetails.retryDelayNanos(error.getTrailers())).isEqualTo(1);
  }
}
