// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.CLOSED;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.HALF_OPEN;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.grpc.resilience.TestTarget.call;
import static souk.grpc.resilience.TestTarget.codeOf;
import static souk.grpc.resilience.TestTarget.errorOf;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When a breaker opens, whom it lets through, and that each permission comes back exactly once. */
class BreakerTest {

  private static final Duration OPEN_FOR = Duration.ofSeconds(2);
  private static final BreakerPolicy POLICY =
      BreakerPolicy.DEFAULT
          .withWindow(Duration.ofSeconds(10), 4)
          .withHalfOpen(OPEN_FOR, 1)
          .withSlowCalls(100, Duration.ofSeconds(3));

  @RegisterExtension final TestTarget target = new TestTarget();
  private ClientResilience resilience;
  private Channel channel;

  @BeforeEach
  void noRetries() {
    resilience =
        target.resilience(
            settings ->
                settings
                    .deadline(Duration.ofSeconds(8))
                    .retry(RetryPolicy.DEFAULT.withMaxAttempts(1))
                    .readBreaker(POLICY)
                    .writeBreaker(POLICY));
    channel = resilience.wrap(target.bare());
  }

  private CircuitBreaker.State reads() {
    return resilience.breakers().get(0).state();
  }

  private void fail(Code code, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      target.service.thenFail(code.toStatus());
      assertThat(codeOf(call(channel, TestService.READ))).isEqualTo(code);
    }
  }

  private void openReads() throws InterruptedException {
    fail(Code.UNAVAILABLE, 4);
    assertThat(reads()).isEqualTo(OPEN);
  }

  private void halfOpenReads() throws InterruptedException {
    openReads();
    target.time.advance(OPEN_FOR);
    assertThat(reads()).isEqualTo(HALF_OPEN);
  }

  @Test
  void open_afterFailures_refusesAtOnceAndSaysWhenToComeBack() throws Exception {
    openReads();
    target.time.advance(Duration.ofMillis(500));

    StatusRuntimeException refusal = errorOf(call(channel, TestService.READ));

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
    openReads();

    assertThat(call(channel, TestService.PUT).get()).isEqualTo("hello");
    assertThat(resilience.breakers())
        .extracting(BreakerSnapshot::name)
        .containsExactly("test/read", "test/write");
    assertThat(resilience.breakers())
        .extracting(BreakerSnapshot::state)
        .containsExactly(OPEN, CLOSED);
    assertThat(resilience.breakers().get(0).failurePercent()).isEqualTo(100);
    assertThat(resilience.isOpen(true)).isTrue();
    assertThat(resilience.isOpen(false)).isFalse();
  }

  @Test
  void open_nobodyCalls_turnsHalfOpenByItself() throws Exception {
    openReads();
    target.time.advance(OPEN_FOR.minusMillis(1));
    assertThat(reads()).isEqualTo(OPEN);
    target.time.advance(Duration.ofMillis(1));
    assertThat(reads()).isEqualTo(HALF_OPEN);
  }

  @Test
  void halfOpen_oneProbeUnderWay_othersRefusedUntilItSucceeds() throws Exception {
    halfOpenReads();
    target.service.thenHang();

    Future<String> probe = call(channel, TestService.READ);
    assertThat(codeOf(call(channel, TestService.READ))).isEqualTo(Code.UNAVAILABLE);
    assertThat(target.service.received).hasSize(5);
    probe.cancel(true);
    assertThat(call(channel, TestService.READ).get()).isEqualTo("hello");

    assertThat(reads()).isEqualTo(CLOSED);
  }

  @Test
  void halfOpen_oneProbeAnsweredWhileOthersHang_closes() throws Exception {
    ClientResilience three =
        target.resilience(
            settings ->
                settings
                    .retry(RetryPolicy.DEFAULT.withMaxAttempts(1))
                    .writeBreaker(POLICY.withHalfOpen(OPEN_FOR, 3)));
    Channel wrapped = three.wrap(target.bare());
    for (int i = 0; i < 4; i++) {
      target.service.thenFail(Status.UNAVAILABLE);
      assertThat(codeOf(call(wrapped, TestService.PUT))).isEqualTo(Code.UNAVAILABLE);
    }
    target.time.advance(OPEN_FOR);
    assertThat(three.breakers().get(1).state()).isEqualTo(HALF_OPEN);
    target.service.thenHang().thenHang().thenEcho();

    Future<String> one = call(wrapped, TestService.PUT);
    Future<String> two = call(wrapped, TestService.PUT);
    assertThat(three.breakers().get(1).state()).isEqualTo(HALF_OPEN);
    assertThat(call(wrapped, TestService.PUT).get()).isEqualTo("hello");

    assertThat(three.breakers().get(1).state()).isEqualTo(CLOSED);
    one.cancel(true);
    two.cancel(true);
  }

  @Test
  void halfOpen_probeFails_opensForAWholeTimeAgain() throws Exception {
    halfOpenReads();
    fail(Code.UNAVAILABLE, 1);
    assertThat(reads()).isEqualTo(OPEN);
    target.time.advance(OPEN_FOR.minusMillis(1));
    assertThat(reads()).isEqualTo(OPEN);
    target.time.advance(Duration.ofMillis(1));
    assertThat(reads()).isEqualTo(HALF_OPEN);
  }

  @Test
  void halfOpen_callFromBeforeEnds_isNoProbe() throws Exception {
    target.service.thenHang();
    Future<String> before = call(channel, TestService.READ);
    halfOpenReads();

    before.cancel(true);

    // Only the one probe that the policy allows: a permission too many would let a second call
    // through.
    target.service.thenHang();
    call(channel, TestService.READ);
    assertThat(codeOf(call(channel, TestService.READ))).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void halfOpen_probeCancelledTwiceAfterItsEnd_givesBackOnePermission() throws Exception {
    halfOpenReads();
    target.service.thenFail(Status.RESOURCE_EXHAUSTED);
    ClientCall<String, String> probe = channel.newCall(TestService.READ, CallOptions.DEFAULT);
    probe.start(new RecordingListener(), new Metadata());
    probe.request(2);
    probe.sendMessage("hello");
    probe.halfClose();
    probe.cancel("late", null);
    probe.cancel("later", null);

    target.service.thenHang();
    call(channel, TestService.READ);
    assertThat(codeOf(call(channel, TestService.READ))).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void halfOpen_startThrows_permissionComesBack() throws Exception {
    halfOpenReads();
    Channel broken =
        resilience.wrap(ClientInterceptors.intercept(target.bare(), new ThrowingStart()));
    ClientCall<String, String> probe = broken.newCall(TestService.READ, CallOptions.DEFAULT);

    assertThatThrownBy(() -> probe.start(new RecordingListener(), new Metadata()))
        .hasMessage("no start");

    assertThat(call(channel, TestService.READ).get()).isEqualTo("hello");
    assertThat(reads()).isEqualTo(CLOSED);
  }

  @Test
  void halfOpen_streamAnswers_closesBeforeItEnds() throws Exception {
    halfOpenReads();
    target.service.then((request, answers) -> answers.onNext("first"));
    RecordingListener listener = new RecordingListener();
    ClientCall<String, String> watch = channel.newCall(TestService.WATCH, CallOptions.DEFAULT);
    watch.start(listener, new Metadata());
    watch.request(10);
    watch.sendMessage("hello");
    watch.halfClose();

    assertThat(reads()).isEqualTo(CLOSED);
    assertThat(listener.messages).containsExactly("first");
    assertThat(listener.closes).isEmpty();
  }

  @Test
  void closed_businessErrors_staysClosed() throws Exception {
    fail(Code.NOT_FOUND, 20);
    assertThat(reads()).isEqualTo(CLOSED);
    assertThat(resilience.breakers().get(0).failurePercent()).isZero();
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
      call(channel, TestService.READ);
    }

    target.time.advance(Duration.ofMillis(3_001));

    assertThat(reads()).isEqualTo(OPEN);
    assertThat(resilience.breakers().get(0).slowPercent()).isEqualTo(100);
  }

  @Test
  void closed_hungCallsReachTheirDeadline_opens() {
    for (int i = 0; i < 4; i++) {
      target.service.thenHang();
      call(channel, TestService.READ);
    }
    target.time.advance(Duration.ofSeconds(8));
    assertThat(reads()).isEqualTo(OPEN);
  }

  @Test
  void closed_callersDeadlinesTooShort_staysClosed() {
    for (int i = 0; i < 10; i++) {
      target.service.thenHang();
      CallOptions hurried =
          CallOptions.DEFAULT.withDeadline(
              Deadline.after(50, TimeUnit.MILLISECONDS, target.time.ticker()));
      ClientCalls.futureUnaryCall(channel.newCall(TestService.READ, hurried), "hello");
      target.time.advance(Duration.ofMillis(50));
    }
    assertThat(reads()).isEqualTo(CLOSED);
  }

  @Test
  void closed_repeatsFail_countForNothing() throws Exception {
    fail(Code.UNAVAILABLE, 3);
    for (int i = 0; i < 20; i++) {
      target.service.thenFail(Status.UNAVAILABLE);
      assertThat(codeOf(repeat())).isEqualTo(Code.UNAVAILABLE);
    }
    assertThat(reads()).isEqualTo(CLOSED);

    fail(Code.UNAVAILABLE, 1);
    assertThat(reads()).isEqualTo(OPEN);
  }

  @Test
  void halfOpen_repeatFails_givesItsPlaceToAnother() throws Exception {
    halfOpenReads();
    target.service.thenFail(Status.UNAVAILABLE);
    assertThat(codeOf(repeat())).isEqualTo(Code.UNAVAILABLE);
    assertThat(reads()).isEqualTo(HALF_OPEN);

    assertThat(repeat().get()).isEqualTo("hello");
    assertThat(reads()).isEqualTo(CLOSED);
  }

  private Future<String> repeat() {
    CallOptions options = CallOptions.DEFAULT.withOption(ClientResilience.REPEAT, true);
    return ClientCalls.futureUnaryCall(channel.newCall(TestService.READ, options), "hello");
  }

  @Test
  void closed_failuresOfLongAgo_areForgotten() throws Exception {
    fail(Code.UNAVAILABLE, 3);
    target.time.advance(Duration.ofSeconds(11));
    fail(Code.UNAVAILABLE, 3);
    assertThat(reads()).isEqualTo(CLOSED);
  }

  @Test
  void closed_everyFirstAttemptFails_callsAreAnsweredAndCount() throws Exception {
    ClientResilience retrying =
        target.resilience(settings -> settings.writeBreaker(POLICY.withWindow(OPEN_FOR, 1)));
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
            settings -> settings.writeBreaker(POLICY.withWindow(Duration.ofSeconds(10), 2)));
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
  void closed_deadlinesShorterThanUsual_staysClosed() {
    for (int i = 0; i < 4; i++) {
      answerAfter(Duration.ofMillis(400));
      call(channel, TestService.READ);
      target.time.advance(Duration.ofMillis(400));
    }
    for (int i = 0; i < 20; i++) {
      target.service.thenHang();
      hurriedCall(Duration.ofMillis(300));
      target.time.advance(Duration.ofMillis(300));
    }
    assertThat(reads()).isEqualTo(CLOSED);
    assertThat(resilience.breakers().get(0).failurePercent()).isZero();
  }

  @Test
  void closed_deadlinesRunOutWhileOthersAreAnswered_staysClosed() {
    for (int i = 0; i < 4; i++) {
      answerAfter(Duration.ofMillis(200));
      call(channel, TestService.READ);
      target.time.advance(Duration.ofMillis(200));
    }
    for (int i = 0; i < 20; i++) {
      target.service.thenHang();
      hurriedCall(Duration.ofMillis(500));
      answerAfter(Duration.ofMillis(200));
      call(channel, TestService.READ);
      target.time.advance(Duration.ofMillis(500));
    }
    assertThat(resilience.breakers().get(0).failurePercent()).isZero();
  }

  @Test
  void closed_deadlinesRunOutAndNobodyIsAnswered_opens() {
    answerAfter(Duration.ofMillis(200));
    call(channel, TestService.READ);
    target.time.advance(Duration.ofMillis(200));
    for (int i = 0; i < 4; i++) {
      target.service.thenHang();
      hurriedCall(Duration.ofMillis(500));
      target.time.advance(Duration.ofMillis(500));
    }
    assertThat(reads()).isEqualTo(OPEN);
  }

  @Test
  void halfOpen_probeStreamHangs_hasFailedOnceItIsSlow() throws Exception {
    halfOpenReads();
    target.service.thenHang();
    ClientCall<String, String> watch = channel.newCall(TestService.WATCH, CallOptions.DEFAULT);
    watch.start(new RecordingListener(), new Metadata());
    watch.request(1);
    watch.sendMessage("hello");
    watch.halfClose();
    target.time.advance(Duration.ofMillis(2_999));
    assertThat(reads()).isEqualTo(HALF_OPEN);
    target.time.advance(Duration.ofMillis(1));
    assertThat(reads()).isEqualTo(OPEN);
  }

  @Test
  void halfOpen_probesOfTheTimeBefore_takeNoPlaceAndCountForNothing() throws Exception {
    halfOpenReads();
    target.service.thenHang();
    Future<String> old = call(channel, TestService.READ);
    target.time.advance(Duration.ofSeconds(3));
    assertThat(reads()).isEqualTo(OPEN);
    target.time.advance(OPEN_FOR);
    assertThat(reads()).isEqualTo(HALF_OPEN);

    old.cancel(true);

    assertThat(reads()).isEqualTo(HALF_OPEN);
    assertThat(call(channel, TestService.READ).get()).isEqualTo("hello");
    assertThat(reads()).isEqualTo(CLOSED);
  }

  @Test
  void forcedOpen_refusesAndNeverProbesUntilGivenBack() throws Exception {
    resilience.control(true, BreakerControl.OPEN);
    resilience.control(true, BreakerControl.OPEN);
    target.time.advance(Duration.ofMinutes(1));

    assertThat(codeOf(call(channel, TestService.READ))).isEqualTo(Code.UNAVAILABLE);
    assertThat(resilience.isOpen(true)).isTrue();
    assertThat(call(channel, TestService.PUT).get()).isEqualTo("hello");
    assertThat(target.service.received).hasSize(1);

    resilience.control(true, BreakerControl.AUTOMATIC);
    assertThat(call(channel, TestService.READ).get()).isEqualTo("hello");
    assertThat(reads()).isEqualTo(CLOSED);
  }

  @Test
  void forcedClosed_whileOpen_callsPassWhateverBecomesOfThem() throws Exception {
    openReads();
    resilience.control(true, BreakerControl.CLOSED);
    target.time.advance(OPEN_FOR);
    fail(Code.UNAVAILABLE, 20);
    assertThat(resilience.isOpen(true)).isFalse();

    resilience.control(true, BreakerControl.AUTOMATIC);
    assertThat(reads()).isEqualTo(CLOSED);
    fail(Code.UNAVAILABLE, 3);
    assertThat(reads()).isEqualTo(CLOSED);
    fail(Code.UNAVAILABLE, 1);
    assertThat(reads()).isEqualTo(OPEN);
  }

  @Test
  void automatic_ofOneThatIsOpenByItself_staysOpen() throws Exception {
    openReads();
    resilience.control(true, BreakerControl.AUTOMATIC);
    assertThat(reads()).isEqualTo(OPEN);
  }

  private void hurriedCall(Duration deadline) {
    CallOptions hurried =
        CallOptions.DEFAULT.withDeadline(
            Deadline.after(deadline.toMillis(), TimeUnit.MILLISECONDS, target.time.ticker()));
    var unused = ClientCalls.futureUnaryCall(channel.newCall(TestService.READ, hurried), "hello");
  }

  private void answerAfter(Duration pause) {
    target.service.then(
        (request, answers) ->
            target.time.schedule(
                () -> {
                  answers.onNext("at last");
                  answers.onCompleted();
                },
                pause.toMillis(),
                TimeUnit.MILLISECONDS));
  }

  private static final class ThrowingStart implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          throw new IllegalStateException("no start");
        }
      };
    }
  }
}
