// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.HALF_OPEN;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static souk.grpc.resilience.TestTarget.call;
import static souk.grpc.resilience.TestTarget.codeOf;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A channel to a {@link TestTarget} without retries, behind breakers that open soon. */
final class TestBreaker {

  static final Duration OPEN_FOR = Duration.ofSeconds(2);
  static final BreakerPolicy POLICY =
      BreakerPolicy.DEFAULT
          .withWindow(Duration.ofSeconds(10), 4)
          .withHalfOpen(OPEN_FOR, 1)
          .withSlowCalls(100, Duration.ofSeconds(3));

  final ClientResilience resilience;
  final Channel channel;
  private final TestTarget target;

  TestBreaker(TestTarget target) {
    this(target, POLICY, settings -> settings);
  }

  TestBreaker(
      TestTarget target, BreakerPolicy policy, UnaryOperator<ClientResilience.Builder> otherwise) {
    this.target = target;
    resilience =
        target.resilience(
            settings ->
                otherwise.apply(
                    settings
                        .deadline(Duration.ofSeconds(8))
                        .retry(RetryPolicy.DEFAULT.withMaxAttempts(1))
                        .readBreaker(policy)
                        .writeBreaker(policy)));
    channel = resilience.wrap(target.bare());
  }

  /** One whose half-open state lets three probes through. */
  static TestBreaker ofThreeProbes(TestTarget target) {
    return new TestBreaker(target, POLICY.withHalfOpen(OPEN_FOR, 3), settings -> settings);
  }

  /** One whose timer is gone. */
  static TestBreaker withoutTimer(TestTarget target, BreakerPolicy policy) {
    ScheduledExecutorService gone = Executors.newSingleThreadScheduledExecutor();
    gone.shutdownNow();
    return new TestBreaker(target, policy, settings -> settings.timer(gone));
  }

  CircuitBreaker.State reads() {
    return resilience.breakers().get(0).state();
  }

  void fail(Code code, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      target.service.thenFail(code.toStatus());
      assertThat(codeOf(call(channel, TestService.READ))).isEqualTo(code);
    }
  }

  void openReads() throws InterruptedException {
    fail(Code.UNAVAILABLE, 4);
    assertThat(reads()).isEqualTo(OPEN);
  }

  void halfOpenReads() throws InterruptedException {
    openReads();
    target.time.advance(OPEN_FOR);
    assertThat(reads()).isEqualTo(HALF_OPEN);
  }

  Future<String> repeat() {
    CallOptions options = CallOptions.DEFAULT.withOption(ClientResilience.REPEAT, true);
    return ClientCalls.futureUnaryCall(channel.newCall(TestService.READ, options), "hello");
  }

  void hurriedCall(Duration deadline) {
    CallOptions hurried =
        CallOptions.DEFAULT.withDeadline(
            Deadline.after(deadline.toMillis(), TimeUnit.MILLISECONDS, target.time.ticker()));
    var unused = ClientCalls.futureUnaryCall(channel.newCall(TestService.READ, hurried), "hello");
  }

  void answerAfter(Duration pause) {
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
}
