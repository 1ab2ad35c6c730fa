// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.CLOSED;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.FORCED_OPEN;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static souk.grpc.resilience.TestTarget.call;
import static souk.grpc.resilience.TestTarget.codeOf;

import io.grpc.Status.Code;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator may do with a breaker. */
class BreakerControlTest {

  @RegisterExtension final TestTarget target = new TestTarget();
  private TestBreaker breaker;

  @BeforeEach
  void start() {
    breaker = new TestBreaker(target);
  }

  @Test
  void forcedOpen_refusesAndNeverProbesUntilGivenBack() throws Exception {
    breaker.resilience.control(true, BreakerControl.OPEN);
    breaker.resilience.control(true, BreakerControl.OPEN);
    target.time.advance(Duration.ofMinutes(1));

    assertThat(codeOf(call(breaker.channel, TestService.READ))).isEqualTo(Code.UNAVAILABLE);
    assertThat(breaker.resilience.isOpen(true)).isTrue();
    assertThat(call(breaker.channel, TestService.PUT).get()).isEqualTo("hello");
    assertThat(target.service.received).hasSize(1);

    breaker.resilience.control(true, BreakerControl.AUTOMATIC);
    assertThat(call(breaker.channel, TestService.READ).get()).isEqualTo("hello");
    assertThat(breaker.reads()).isEqualTo(CLOSED);
  }

  @Test
  void forcedClosed_whileOpen_callsPassWhateverBecomesOfThem() throws Exception {
    breaker.openReads();
    breaker.resilience.control(true, BreakerControl.CLOSED);
    target.time.advance(TestBreaker.OPEN_FOR);
    breaker.fail(Code.UNAVAILABLE, 20);
    assertThat(breaker.resilience.isOpen(true)).isFalse();

    breaker.resilience.control(true, BreakerControl.AUTOMATIC);
    assertThat(breaker.reads()).isEqualTo(CLOSED);
    breaker.fail(Code.UNAVAILABLE, 3);
    assertThat(breaker.reads()).isEqualTo(CLOSED);
    breaker.fail(Code.UNAVAILABLE, 1);
    assertThat(breaker.reads()).isEqualTo(OPEN);
  }

  @Test
  void automatic_ofOneThatIsOpenByItself_staysOpen() throws Exception {
    breaker.openReads();
    breaker.resilience.control(true, BreakerControl.AUTOMATIC);
    assertThat(breaker.reads()).isEqualTo(OPEN);
  }

  @Test
  void forcedOpen_whileAProbeIsAnswered_staysSo() throws Exception {
    breaker.halfOpenReads();
    breaker.answerAfter(Duration.ofMillis(100));
    Future<String> probe = call(breaker.channel, TestService.READ);

    breaker.resilience.control(true, BreakerControl.OPEN);
    target.time.advance(Duration.ofMillis(100));

    assertThat(probe.get()).isEqualTo("at last");
    assertThat(breaker.reads()).isEqualTo(FORCED_OPEN);
  }

  @Test
  void forcedClosed_whileOpen_leavesNothingInTheTimer() throws Exception {
    breaker.openReads();
    long before = target.time.waiting();
    breaker.resilience.control(true, BreakerControl.CLOSED);
    assertThat(target.time.waiting()).isEqualTo(before - 1);
  }
}
