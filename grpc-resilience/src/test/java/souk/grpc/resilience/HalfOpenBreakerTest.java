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

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom a half-open breaker lets through, and that each permission comes back exactly once. */
class HalfOpenBreakerTest {

  @RegisterExtension final TestTarget target = new TestTarget();
  private TestBreaker breaker;

  @BeforeEach
  void start() {
    breaker = new TestBreaker(target);
  }

  @Test
  void halfOpen_twoProbesAnsweredOneAfterTheOther_staysClosed() throws Exception {
    TestBreaker three = TestBreaker.ofThreeProbes(target);
    three.halfOpenReads();
    three.answerAfter(Duration.ofMillis(20));
    Future<String> slower = call(three.channel, TestService.READ);
    assertThat(call(three.channel, TestService.READ).get()).isEqualTo("hello");
    assertThat(three.reads()).isEqualTo(CLOSED);

    target.time.advance(Duration.ofMillis(20));

    assertThat(slower.get()).isEqualTo("at last");
    assertThat(three.reads()).isEqualTo(CLOSED);
  }

  @Test
  void halfOpen_refusal_saysToComeBackAfterAWholeTime() throws Exception {
    breaker.halfOpenReads();
    target.service.thenHang();
    call(breaker.channel, TestService.READ);
    target.time.advance(Duration.ofMillis(500));

    StatusRuntimeException refusal = errorOf(call(breaker.channel, TestService.READ));

    assertThat(ErrorDetails.retryDelayNanos(refusal.getTrailers()))
        .isEqualTo(TestBreaker.OPEN_FOR.toNanos());
  }

  @Test
  void halfOpen_probeAnswered_leavesNothingInTheTimer() throws Exception {
    breaker.halfOpenReads();
    long before = target.time.waiting();
    assertThat(call(breaker.channel, TestService.READ).get()).isEqualTo("hello");
    assertThat(target.time.waiting()).isEqualTo(before);
  }

  @Test
  void halfOpen_timerIsShutDown_probeCountsByItsAnswer() throws Exception {
    TestBreaker timeless = TestBreaker.withoutTimer(target, TestBreaker.POLICY);
    timeless.openReads();
    target.time.advance(TestBreaker.OPEN_FOR.plusMillis(1));
    timeless.fail(Code.UNAVAILABLE, 1);
    assertThat(timeless.reads()).isEqualTo(OPEN);
    target.time.advance(TestBreaker.OPEN_FOR.plusMillis(1));

    assertThat(call(timeless.channel, TestService.READ).get()).isEqualTo("hello");

    assertThat(timeless.reads()).isEqualTo(CLOSED);
  }

  @Test
  void halfOpen_timerIsShutDownAndAProbeIsSlow_staysHalfOpen() throws Exception {
    TestBreaker timeless =
        TestBreaker.withoutTimer(target, TestBreaker.POLICY.withHalfOpen(TestBreaker.OPEN_FOR, 3));
    timeless.openReads();
    target.time.advance(TestBreaker.OPEN_FOR.plusMillis(1));
    timeless.answerAfter(TestBreaker.POLICY.slowAfter());

    Future<String> slow = call(timeless.channel, TestService.READ);
    target.time.advance(TestBreaker.POLICY.slowAfter());

    assertThat(slow.get()).isEqualTo("at last");
    assertThat(timeless.reads()).isEqualTo(HALF_OPEN);
    assertThat(call(timeless.channel, TestService.READ).get()).isEqualTo("hello");
    assertThat(timeless.reads()).isEqualTo(CLOSED);
  }

  @Test
  void halfOpen_oneProbeUnderWay_othersRefusedUntilItSucceeds() throws Exception {
    breaker.halfOpenReads();
    target.service.thenHang();

    Future<String> probe = call(breaker.channel, TestService.READ);
    assertThat(codeOf(call(breaker.channel, TestService.READ))).isEqualTo(Code.UNAVAILABLE);
    assertThat(target.service.received).hasSize(5);
    probe.cancel(true);
    assertThat(call(breaker.channel, TestService.READ).get()).isEqualTo("hello");

    assertThat(breaker.reads()).isEqualTo(CLOSED);
  }

  @Test
  void halfOpen_probeFails_opensForAWholeTimeAgain() throws Exception {
    breaker.halfOpenReads();
    breaker.fail(Code.UNAVAILABLE, 1);
    assertThat(breaker.reads()).isEqualTo(OPEN);
    target.time.advance(TestBreaker.OPEN_FOR.minusMillis(1));
    assertThat(breaker.reads()).isEqualTo(OPEN);
    target.time.advance(Duration.ofMillis(1));
    assertThat(breaker.reads()).isEqualTo(HALF_OPEN);
  }

  @Test
  void halfOpen_callFromBeforeEnds_isNoProbe() throws Exception {
    target.service.thenHang();
    Future<String> before = call(breaker.channel, TestService.READ);
    breaker.halfOpenReads();

    before.cancel(true);

    // Only the one probe that the policy allows: a permission too many would let a second call
    // through.
    target.service.thenHang();
    call(breaker.channel, TestService.READ);
    assertThat(codeOf(call(breaker.channel, TestService.READ))).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void halfOpen_probeCancelledTwiceAfterItsEnd_givesBackOnePermission() throws Exception {
    breaker.halfOpenReads();
    target.service.thenFail(Status.RESOURCE_EXHAUSTED);
    ClientCall<String, String> probe =
        breaker.channel.newCall(TestService.READ, CallOptions.DEFAULT);
    probe.start(new RecordingListener(), new Metadata());
    probe.request(2);
    probe.sendMessage("hello");
    probe.halfClose();
    probe.cancel("late", null);
    probe.cancel("later", null);

    target.service.thenHang();
    call(breaker.channel, TestService.READ);
    assertThat(codeOf(call(breaker.channel, TestService.READ))).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void halfOpen_startThrows_permissionComesBack() throws Exception {
    breaker.halfOpenReads();
    Channel broken =
        breaker.resilience.wrap(ClientInterceptors.intercept(target.bare(), new ThrowingStart()));
    ClientCall<String, String> probe = broken.newCall(TestService.READ, CallOptions.DEFAULT);

    assertThatThrownBy(() -> probe.start(new RecordingListener(), new Metadata()))
        .hasMessage("no start");

    assertThat(call(breaker.channel, TestService.READ).get()).isEqualTo("hello");
    assertThat(breaker.reads()).isEqualTo(CLOSED);
  }

  @Test
  void halfOpen_streamAnswers_closesBeforeItEnds() throws Exception {
    breaker.halfOpenReads();
    target.service.then((request, answers) -> answers.onNext("first"));
    RecordingListener listener = new RecordingListener();
    ClientCall<String, String> watch =
        breaker.channel.newCall(TestService.WATCH, CallOptions.DEFAULT);
    watch.start(listener, new Metadata());
    watch.request(10);
    watch.sendMessage("hello");
    watch.halfClose();

    assertThat(breaker.reads()).isEqualTo(CLOSED);
    assertThat(listener.messages).containsExactly("first");
    assertThat(listener.closes).isEmpty();
  }

  @Test
  void halfOpen_repeatFails_givesItsPlaceToAnother() throws Exception {
    breaker.halfOpenReads();
    target.service.thenFail(Status.UNAVAILABLE);
    assertThat(codeOf(breaker.repeat())).isEqualTo(Code.UNAVAILABLE);
    assertThat(breaker.reads()).isEqualTo(HALF_OPEN);

    assertThat(breaker.repeat().get()).isEqualTo("hello");
    assertThat(breaker.reads()).isEqualTo(CLOSED);
  }

  @Test
  void halfOpen_probeStreamHangs_hasFailedOnceItIsSlow() throws Exception {
    breaker.halfOpenReads();
    target.service.thenHang();
    ClientCall<String, String> watch =
        breaker.channel.newCall(TestService.WATCH, CallOptions.DEFAULT);
    watch.start(new RecordingListener(), new Metadata());
    watch.request(1);
    watch.sendMessage("hello");
    watch.halfClose();
    target.time.advance(Duration.ofMillis(2_999));
    assertThat(breaker.reads()).isEqualTo(HALF_OPEN);
    target.time.advance(Duration.ofMillis(1));
    assertThat(breaker.reads()).isEqualTo(OPEN);
  }

  @Test
  void halfOpen_probesOfTheTimeBefore_takeNoPlaceAndCountForNothing() throws Exception {
    breaker.halfOpenReads();
    target.service.thenHang();
    Future<String> old = call(breaker.channel, TestService.READ);
    target.time.advance(Duration.ofSeconds(3));
    assertThat(breaker.reads()).isEqualTo(OPEN);
    target.time.advance(TestBreaker.OPEN_FOR);
    assertThat(breaker.reads()).isEqualTo(HALF_OPEN);

    old.cancel(true);

    assertThat(breaker.reads()).isEqualTo(HALF_OPEN);
    assertThat(call(breaker.channel, TestService.READ).get()).isEqualTo("hello");
    assertThat(breaker.reads()).isEqualTo(CLOSED);
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
