// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.CLOSED;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.HALF_OPEN;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static souk.grpc.resilience.TestTarget.call;

import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A half-open breaker that lets several probes through: what the others do to the first. */
class ManyProbesTest {

  @RegisterExtension final TestTarget target = new TestTarget();

  @Test
  void halfOpen_oneProbeAnsweredWhileOthersHang_closes() throws Exception {
    TestBreaker three = TestBreaker.ofThreeProbes(target);
    three.halfOpenReads();
    target.service.thenHang().thenHang().thenEcho();

    Future<String> one = call(three.channel, TestService.READ);
    Future<String> two = call(three.channel, TestService.READ);
    assertThat(three.reads()).isEqualTo(HALF_OPEN);
    assertThat(call(three.channel, TestService.READ).get()).isEqualTo("hello");

    assertThat(three.reads()).isEqualTo(CLOSED);
    one.cancel(true);
    two.cancel(true);
  }

  @Test
  void halfOpen_otherProbesFailAfterOneWasAnswered_count() throws Exception {
    TestBreaker three = TestBreaker.ofThreeProbes(target);
    three.halfOpenReads();
    for (int i = 0; i < 2; i++) {
      failAfter(Duration.ofMillis(100));
      call(three.channel, TestService.READ);
    }
    call(three.channel, TestService.READ);
    assertThat(three.reads()).isEqualTo(CLOSED);

    target.time.advance(Duration.ofMillis(100));
    three.fail(Code.UNAVAILABLE, 2);

    assertThat(three.reads()).isEqualTo(OPEN);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void halfOpen_anotherProbeIsShedMeanwhile_closesByTheFirst(boolean timer) throws Exception {
    BreakerPolicy policy = TestBreaker.POLICY.withHalfOpen(TestBreaker.OPEN_FOR, 3);
    TestBreaker three =
        timer ? TestBreaker.ofThreeProbes(target) : TestBreaker.withoutTimer(target, policy);
    three.openReads();
    target.time.advance(TestBreaker.OPEN_FOR.plusMillis(1));
    three.answerAfter(Duration.ofMillis(100));
    Future<String> first = call(three.channel, TestService.READ);
    three.fail(Code.RESOURCE_EXHAUSTED, 1);

    target.time.advance(Duration.ofMillis(100));

    assertThat(first.get()).isEqualTo("at last");
    assertThat(three.reads()).isEqualTo(CLOSED);
  }

  private void failAfter(Duration pause) {
    target.service.then(
        (request, answers) ->
            target.time.schedule(
                () -> answers.onError(Status.UNAVAILABLE.asRuntimeException()),
                pause.toMillis(),
                TimeUnit.MILLISECONDS));
  }
}
