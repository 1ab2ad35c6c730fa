// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.CLOSED;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.HALF_OPEN;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static souk.grpc.resilience.TestTarget.call;
import static souk.grpc.resilience.TestTarget.codeOf;
import static souk.grpc.resilience.TestTarget.errorOf;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When a breaker opens, and what it then tells its callers. */
class BreakerTest {

  @RegisterExtension final TestTarget target = new TestTarget();
  private TestBreaker breaker;

  @BeforeEach
  void start() {
    breaker = new TestBreaker(target);
  }

  @Test
  void open_afterFailures_refusesAtOnceAndSaysWhenToComeBack() throws Exception {
    breaker.openReads();
    target.time.advance(Duration.ofMillis(500));

    StatusRuntimeException refusal = errorOf(call(breaker.channel, TestService.READ));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(ErrorDetails.errorInfo(refusal.getTrailers()).getReason())
        .isEqualTo(ClientResilience.CIRCUIT_OPEN);
    assertThat(ErrorDetails.retryDelayNanos(refusal.getTrailers()))
        .isEqualTo(TimeUnit.MILLISECONDS.toNanos(1_500));
    assertThat(refusal.getTrailers().get(RetryPushback.KEY)).isEqualTo("-1");
    assertThat(target.service.received).hasSize(4);
  }

  @Test
  void open_readsOnly_writesPass() throws Exception {
    breaker.openReads();

    assertThat(call(breaker.channel, TestService.PUT).get()).isEqualTo("hello");
    assertThat(breaker.resilience.breakers())
        .extracting(BreakerSnapshot::name)
        .containsExactly("test/read", "test/write");
    assertThat(breaker.resilience.breakers())
        .extracting(BreakerSnapshot::state)
        .containsExactly(OPEN, CLOSED);
    assertThat(breaker.resilience.breakers().get(0).failurePercent()).isEqualTo(100);
    assertThat(breaker.resilience.isOpen(true)).isTrue();
    assertThat(breaker.resilience.isOpen(false)).isFalse();
  }

  @Test
  void open_nobodyCalls_turnsHalfOpenByItself() throws Exception {
    breaker.openReads();
    target.time.advance(TestBreaker.OPEN_FOR.minusMillis(1));
    assertThat(breaker.reads()).isEqualTo(OPEN);
    target.time.advance(Duration.ofMillis(1));
    assertThat(breaker.reads()).isEqualTo(HALF_OPEN);
  }

  @Test
  void closed_businessErrors_staysClosed() throws Exception {
    breaker.fail(Code.NOT_FOUND, 20);
    assertThat(breaker.reads()).isEqualTo(CLOSED);
    assertThat(breaker.resilience.breakers().get(0).failurePercent()).isZero();
  }

  @Test
  void closed_slowAnswers_opens() throws Exception {
    for (int i = 0; i < 4; i++) {
      target.service.then(
          (request, answers) ->
              target.time.schedule(
                  () -> {
                    answers.onNext("at last");
                    answers.onCompleted();
                  },
                  3_001,
                  TimeUnit.MILLISECONDS));
    }
    for (int i = 0; i < 4; i++) {
      call(breaker.channel, TestService.READ);
    }

    target.time.advance(Duration.ofMillis(3_001));

    assertThat(breaker.reads()).isEqualTo(OPEN);
    assertThat(breaker.resilience.breakers().get(0).slowPercent()).isEqualTo(100);
  }

  @Test
  void closed_hungCallsReachTheirDeadline_opens() {
    for (int i = 0; i < 4; i++) {
      target.service.thenHang();
      call(breaker.channel, TestService.READ);
    }
    target.time.advance(Duration.ofSeconds(8));
    assertThat(breaker.reads()).isEqualTo(OPEN);
  }

  @Test
  void closed_repeatsFail_countForNothing() throws Exception {
    breaker.fail(Code.UNAVAILABLE, 3);
    for (int i = 0; i < 20; i++) {
      target.service.thenFail(Status.UNAVAILABLE);
      assertThat(codeOf(breaker.repeat())).isEqualTo(Code.UNAVAILABLE);
    }
    assertThat(breaker.reads()).isEqualTo(CLOSED);

    breaker.fail(Code.UNAVAILABLE, 1);
    assertThat(breaker.reads()).isEqualTo(OPEN);
  }

  @Test
  void closed_failuresOfLongAgo_areForgotten() throws Exception {
    breaker.fail(Code.UNAVAILABLE, 3);
    target.time.advance(Duration.ofSeconds(11));
    breaker.fail(Code.UNAVAILABLE, 3);
    assertThat(breaker.reads()).isEqualTo(CLOSED);
  }

  @Test
  void closed_everyFirstAttemptFails_callsAreAnsweredAndCount() throws Exception {
    ClientResilience retrying =
        target.resilience(
            settings ->
                settings.writeBreaker(TestBreaker.POLICY.withWindow(TestBreaker.OPEN_FOR, 1)));
    Channel wrapped = retrying.wrap(target.bare());
    for (int i = 0; i < 20; i++) {
      target.service.thenFail(Status.UNAVAILABLE).thenEcho();

      Future<String> put = call(wrapped, TestService.PUT);
      target.time.advance(Duration.ofSeconds(1));

      assertThat(put.get()).isEqualTo("hello");
    }
    assertThat(retrying.breakers().get(1).state()).isEqualTo(CLOSED);
    assertThat(retrying.breakers().get(1).failurePercent()).isZero();
  }

  @Test
  void closed_allAttemptsFail_isOneFailure() throws Exception {
    ClientResilience retrying =
        target.resilience(
            settings ->
                settings.writeBreaker(TestBreaker.POLICY.withWindow(Duration.ofSeconds(10), 2)));
    Channel wrapped = retrying.wrap(target.bare());
    for (int i = 0; i < 6; i++) {
      target.service.thenFail(Status.UNAVAILABLE);
    }

    Future<String> first = call(wrapped, TestService.PUT);
    target.time.advance(Duration.ofSeconds(1));
    assertThat(codeOf(first)).isEqualTo(Code.UNAVAILABLE);
    assertThat(retrying.breakers().get(1).state()).isEqualTo(CLOSED);
    Future<String> second = call(wrapped, TestService.PUT);
    target.time.advance(Duration.ofSeconds(1));

    assertThat(codeOf(second)).isEqualTo(Code.UNAVAILABLE);
    assertThat(retrying.breakers().get(1).state()).isEqualTo(OPEN);
    assertThat(target.service.received).hasSize(6);
  }

  @Test
  void open_timerIsShutDown_aCallTurnsItHalfOpen() throws Exception {
    TestBreaker timeless = TestBreaker.withoutTimer(target, TestBreaker.POLICY);
    timeless.openReads();
    target.time.advance(TestBreaker.OPEN_FOR.plusMillis(1));
    assertThat(timeless.reads()).isEqualTo(OPEN);

    assertThat(call(timeless.channel, TestService.READ).get()).isEqualTo("hello");

    assertThat(timeless.reads()).isEqualTo(CLOSED);
  }

  @Test
  void refused_callerGoesOnWithTheCall_leadsNowhere() throws Exception {
    List<Runnable> told = new ArrayList<>();
    Context.Key<String> who = Context.key("who");
    List<String> heardBy = new ArrayList<>();
    var listener =
        new ClientCall.Listener<String>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            heardBy.add(who.get() + " " + status.getCode());
          }
        };
    breaker.resilience.control(true, BreakerControl.OPEN);
    Context caller = Context.current().withValue(who, "caller");

    ClientCall<String, String> refused =
        caller.call(
            () ->
                breaker.channel.newCall(
                    TestService.READ, CallOptions.DEFAULT.withExecutor(told::add)));
    refused.start(listener, new Metadata());
    refused.request(2);
    refused.setMessageCompression(true);
    assertThat(refused.isReady()).isFalse();
    refused.sendMessage("hello");
    refused.halfClose();
    refused.cancel("enough", null);
    assertThat(heardBy).isEmpty();
    told.forEach(Runnable::run);

    assertThat(heardBy).containsExactly("caller UNAVAILABLE");
    assertThat(target.service.received).isEmpty();
    assertThat(breaker.resilience.breakers().get(0).refused()).isEqualTo(1);
  }

  @Test
  void call_letThrough_isReadyAndCompressesAsTheCallBelow() {
    target.service.thenHang();
    ClientCall<String, String> call =
        breaker.channel.newCall(TestService.WATCH, CallOptions.DEFAULT);
    assertThat(call.isReady()).isFalse();
    call.start(new RecordingListener(), new Metadata());
    call.setMessageCompression(true);
    assertThat(call.isReady()).isTrue();
    call.cancel("enough", null);
  }
}
