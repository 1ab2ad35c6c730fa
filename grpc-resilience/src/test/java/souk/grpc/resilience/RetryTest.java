// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.grpc.resilience.TestTarget.call;
import static souk.grpc.resilience.TestTarget.codeOf;
import static souk.grpc.resilience.TestTarget.errorOf;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When there is a next attempt, when it begins, how long it may take, and what the caller is told
 * in the end.
 */
class RetryTest {

  private static final Duration LONGEST_PAUSE = RetryPolicy.DEFAULT.maxBackoff();

  @RegisterExtension final TestTarget target = new TestTarget();

  private Channel channel() {
    return target
        .resilience(settings -> settings.deadline(Duration.ofSeconds(8)))
        .wrap(target.bare());
  }

  private int attempts() {
    return target.service.received.size();
  }

  private Channel channelWithBudget(RetryPolicy.Budget budget) {
    BreakerPolicy never = BreakerPolicy.DEFAULT.withWindow(Duration.ofSeconds(1), 1_000);
    return target
        .resilience(
            settings -> settings.retry(RetryPolicy.DEFAULT.withBudget(budget)).readBreaker(never))
        .wrap(target.bare());
  }

  private static Metadata pushback(String said) {
    Metadata trailers = new Metadata();
    trailers.put(RetryPushback.KEY, said);
    return trailers;
  }

  private static Metadata retryInfo(Duration delay) {
    Metadata trailers = new Metadata();
    ErrorDetails.put(trailers, Status.UNAVAILABLE, ErrorDetails.retryAfter(delay.toNanos()));
    return trailers;
  }

  @Test
  void read_unavailableOnce_secondAttemptAnswers() throws Exception {
    target.service.thenFail(Status.UNAVAILABLE);

    Future<String> answer = call(channel(), TestService.READ);
    assertThat(answer.isDone()).isFalse();
    target.time.advance(LONGEST_PAUSE);

    assertThat(answer.get()).isEqualTo("hello");
    assertThat(attempts()).isEqualTo(2);
  }

  @Test
  void read_alwaysUnavailable_endsAfterThreeAttempts() throws Exception {
    for (int i = 0; i < 5; i++) {
      target.service.thenFail(Status.UNAVAILABLE.withDescription("attempt " + i));
    }

    Future<String> answer = call(channel(), TestService.READ);
    target.time.advance(Duration.ofSeconds(8));

    assertThat(errorOf(answer).getStatus().getDescription()).isEqualTo("attempt 2");
    assertThat(attempts()).isEqualTo(3);
  }

  @Test
  void post_unavailable_notTriedAgain() throws Exception {
    target.service.thenFail(Status.UNAVAILABLE);

    Future<String> answer = call(channel(), TestService.POST);

    assertThat(codeOf(answer)).isEqualTo(Code.UNAVAILABLE);
    assertThat(attempts()).isEqualTo(1);
  }

  @Test
  void watch_unavailable_notTriedAgain() throws Exception {
    target.service.thenFail(Status.UNAVAILABLE);
    var listener = new RecordingListener();
    var watch = channel().newCall(TestService.WATCH, CallOptions.DEFAULT);

    watch.start(listener, new Metadata());
    watch.request(1);
    watch.sendMessage("hello");
    watch.halfClose();
    target.time.advance(Duration.ofSeconds(1));

    assertThat(listener.codes()).containsExactly(Code.UNAVAILABLE);
    assertThat(attempts()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "INVALID_ARGUMENT",
        "NOT_FOUND",
        "FAILED_PRECONDITION",
        "INTERNAL",
        "UNKNOWN",
        "ABORTED"
      })
  void put_answeredWithAnError_notTriedAgain(Code code) throws Exception {
    // As every answer over HTTP/2 has one.
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("content-type", Metadata.ASCII_STRING_MARSHALLER), "application/grpc");
    target.service.thenFail(code.toStatus(), trailers);

    Future<String> answer = call(channel(), TestService.PUT);

    assertThat(codeOf(answer)).isEqualTo(code);
    assertThat(attempts()).isEqualTo(1);
  }

  @Test
  void read_firstInstanceHangs_costsItsShareOfTheDeadline() throws Exception {
    target.service.thenHang();

    Future<String> answer = call(channel(), TestService.READ);
    target.time.advance(Duration.ofMillis(3_999));
    assertThat(attempts()).isEqualTo(1);
    target.time.advance(Duration.ofMillis(1).plus(LONGEST_PAUSE));

    assertThat(answer.get()).isEqualTo("hello");
    assertThat(target.service.received.get(0).leftMillis()).isEqualTo(4_000);
    assertThat(target.service.received.get(0).context().isCancelled()).isTrue();
  }

  @Test
  void read_allInstancesHang_endsAtTheDeadlineOfTheCall() throws Exception {
    target.service.thenHang().thenHang().thenHang();

    Future<String> answer = call(channel(), TestService.READ);
    target.time.advance(Duration.ofMillis(7_999));
    assertThat(answer.isDone()).isFalse();
    assertThat(attempts()).isEqualTo(3);
    target.time.advance(Duration.ofMillis(1));

    assertThat(codeOf(answer)).isEqualTo(Code.DEADLINE_EXCEEDED);
  }

  @Test
  void read_ownShorterDeadline_isTheOneThatIsShared() {
    target.service.thenHang();
    CallOptions options =
        CallOptions.DEFAULT.withDeadline(
            io.grpc.Deadline.after(2, TimeUnit.SECONDS, target.time.ticker()));

    var answer = ClientCalls.futureUnaryCall(channel().newCall(TestService.READ, options), "hello");

    assertThat(answer.isDone()).isFalse();
    assertThat(target.service.received.get(0).leftMillis()).isEqualTo(1_000);
  }

  @Test
  void read_exhaustedWithoutAWord_notTriedAgain() throws Exception {
    target.service.thenFail(Status.RESOURCE_EXHAUSTED);

    assertThat(codeOf(call(channel(), TestService.READ))).isEqualTo(Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void read_retryInfo_waitsAtLeastAsLong() throws Exception {
    target.service.thenFail(Status.RESOURCE_EXHAUSTED, retryInfo(Duration.ofSeconds(1)));

    Future<String> answer = call(channel(), TestService.READ);
    target.time.advance(Duration.ofMillis(999));
    assertThat(attempts()).isEqualTo(1);
    target.time.advance(Duration.ofMillis(1));

    assertThat(answer.get()).isEqualTo("hello");
  }

  @Test
  void read_retryInfoPastTheDeadline_endsAtOnce() throws Exception {
    target.service.thenFail(Status.UNAVAILABLE, retryInfo(Duration.ofSeconds(8)));

    assertThat(codeOf(call(channel(), TestService.READ))).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void read_pushback_waitsExactlyAsLong() throws Exception {
    target.service.thenFail(Status.UNAVAILABLE, pushback("1500"));

    Future<String> answer = call(channel(), TestService.READ);
    target.time.advance(Duration.ofMillis(1_499));
    assertThat(attempts()).isEqualTo(1);
    target.time.advance(Duration.ofMillis(1));

    assertThat(answer.get()).isEqualTo("hello");
  }

  @Test
  void read_pushbackOfNothing_triesAtOnce() throws Exception {
    target.service.thenFail(Status.UNAVAILABLE, pushback("0"));

    Future<String> answer = call(channel(), TestService.READ);
    target.time.advance(Duration.ZERO);

    assertThat(answer.get()).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "soon", "", "99999999999999999999"})
  void read_pushbackNegativeOrUnreadable_notTriedAgain(String said) throws Exception {
    target.service.thenFail(Status.UNAVAILABLE, pushback(said));

    assertThat(codeOf(call(channel(), TestService.READ))).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void read_detailsAreGarbage_takenAsUnsaid() throws Exception {
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
        new byte[] {-1, 7});
    target.service.thenFail(Status.UNAVAILABLE, trailers);

    Future<String> answer = call(channel(), TestService.READ);
    target.time.advance(LONGEST_PAUSE);

    assertThat(answer.get()).isEqualTo("hello");
  }

  @Test
  void read_budgetSpent_failsWithoutAnotherAttempt() throws Exception {
    Channel channel = channelWithBudget(new RetryPolicy.Budget(0.1, 1, 0));
    target.service.thenFail(Status.UNAVAILABLE).thenEcho().thenFail(Status.UNAVAILABLE);

    Future<String> paidFor = call(channel, TestService.READ);
    target.time.advance(LONGEST_PAUSE);
    assertThat(paidFor.get()).isEqualTo("hello");
    assertThat(codeOf(call(channel, TestService.READ))).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void read_manyFailures_retriesStayATenthOfTheCalls() {
    Channel channel = channelWithBudget(new RetryPolicy.Budget(0.1, 5, 0));
    for (int i = 0; i < 2_000; i++) {
      target.service.thenFail(Status.UNAVAILABLE);
    }

    for (int i = 0; i < 1_000; i++) {
      call(channel, TestService.READ);
      target.time.advance(Duration.ofSeconds(1));
    }

    assertThat(attempts()).isBetween(1_090, 1_105);
  }

  /** As grpc-java says when a stream was reset, or a frame broken off. */
  @ParameterizedTest
  @EnumSource(names = {"INTERNAL", "UNKNOWN"})
  void read_brokenOffWithoutAWordOfTheServer_secondAttemptAnswers(Code code) throws Exception {
    target.service.thenFail(code.toStatus());

    Future<String> answer = call(channel(), TestService.READ);
    target.time.advance(LONGEST_PAUSE);

    assertThat(answer.get()).isEqualTo("hello");
    assertThat(attempts()).isEqualTo(2);
  }

  @Test
  void read_brokenOffAfterTheServerBeganToAnswer_notTriedAgain() throws Exception {
    target.service.then(
        (request, answers) -> {
          answers.onNext("hel");
          answers.onError(Status.INTERNAL.asRuntimeException());
        });

    assertThat(codeOf(call(channel(), TestService.READ))).isEqualTo(Code.INTERNAL);
    assertThat(attempts()).isEqualTo(1);
  }

  @Test
  void forbid_afterAnotherWord_isTheOnlyOne() {
    Metadata trailers = new Metadata();
    trailers.put(RetryPushback.KEY, "5");

    RetryPushback.forbid(trailers);

    assertThat(trailers.getAll(RetryPushback.KEY)).containsExactly("-1");
  }

  @Test
  void post_brokenOffWithoutAWordOfTheServer_notTriedAgain() throws Exception {
    target.service.thenFail(Status.INTERNAL);

    assertThat(codeOf(call(channel(), TestService.POST))).isEqualTo(Code.INTERNAL);
    assertThat(attempts()).isEqualTo(1);
  }

  @Test
  void put_exhaustedTwice_refusalPassesOn() throws Exception {
    target
        .service
        .thenFail(Status.RESOURCE_EXHAUSTED, pushback("1"))
        .thenFail(Status.RESOURCE_EXHAUSTED);

    Future<String> answer = call(channel(), TestService.PUT);
    target.time.advance(LONGEST_PAUSE);

    assertThat(codeOf(answer)).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(attempts()).isEqualTo(2);
  }

  @Test
  void read_noTimeLeftForThePause_takesNoTokenFromTheBudget() throws Exception {
    ClientResilience resilience =
        target.resilience(settings -> settings.deadline(Duration.ofSeconds(8)));
    target.service.thenFail(Status.UNAVAILABLE, pushback("8000"));

    assertThat(codeOf(call(resilience.wrap(target.bare()), TestService.READ)))
        .isEqualTo(Code.UNAVAILABLE);

    assertThat(resilience.retries().retries()).isZero();
    assertThat(resilience.retries().overBudget()).isZero();
  }
}
