// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.CLOSED;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static souk.grpc.resilience.TestTarget.call;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which missed deadlines a breaker takes for the target's failure, and which for a hurry. */
class BreakerDeadlinesTest {

  @RegisterExtension final TestTarget target = new TestTarget();
  private TestBreaker breaker;

  @BeforeEach
  void start() {
    breaker = new TestBreaker(target);
  }

  @Test
  void closed_callersDeadlinesTooShort_staysClosed() {
    for (int i = 0; i < 10; i++) {
      target.service.thenHang();
      breaker.hurriedCall(Duration.ofMillis(50));
      target.time.advance(Duration.ofMillis(50));
    }
    assertThat(breaker.reads()).isEqualTo(CLOSED);
  }

  @Test
  void closed_deadlinesShorterThanUsual_staysClosed() {
    for (int i = 0; i < 4; i++) {
      breaker.answerAfter(Duration.ofMillis(400));
      call(breaker.channel, TestService.READ);
      target.time.advance(Duration.ofMillis(400));
    }
    for (int i = 0; i < 20; i++) {
      target.service.thenHang();
      breaker.hurriedCall(Duration.ofMillis(300));
      target.time.advance(Duration.ofMillis(300));
    }
    assertThat(breaker.reads()).isEqualTo(CLOSED);
    assertThat(breaker.resilience.breakers().get(0).failurePercent()).isZero();
  }

  @Test
  void closed_deadlinesRunOutWhileOthersAreAnswered_staysClosed() {
    for (int i = 0; i < 4; i++) {
      breaker.answerAfter(Duration.ofMillis(200));
      call(breaker.channel, TestService.READ);
      target.time.advance(Duration.ofMillis(200));
    }
    for (int i = 0; i < 20; i++) {
      target.service.thenHang();
      breaker.hurriedCall(Duration.ofMillis(500));
      breaker.answerAfter(Duration.ofMillis(200));
      call(breaker.channel, TestService.READ);
      target.time.advance(Duration.ofMillis(500));
    }
    assertThat(breaker.resilience.breakers().get(0).failurePercent()).isZero();
  }

  @Test
  void closed_deadlinesOfManyTimesTheUsualRunOutWhileOthersAreAnswered_count() {
    breaker.answerAfter(Duration.ofMillis(100));
    call(breaker.channel, TestService.READ);
    target.time.advance(Duration.ofMillis(100));
    for (int i = 0; i < 4; i++) {
      target.service.thenHang();
      breaker.hurriedCall(Duration.ofMillis(500));
      breaker.answerAfter(Duration.ofMillis(100));
      call(breaker.channel, TestService.READ);
      target.time.advance(Duration.ofMillis(500));
    }
    assertThat(breaker.resilience.breakers().get(0).failurePercent()).isCloseTo(44, within(1f));
  }

  @Test
  void closed_deadlinesRunOutAndNobodyIsAnswered_opens() {
    breaker.answerAfter(Duration.ofMillis(200));
    call(breaker.channel, TestService.READ);
    target.time.advance(Duration.ofMillis(200));
    for (int i = 0; i < 4; i++) {
      target.service.thenHang();
      breaker.hurriedCall(Duration.ofMillis(500));
      target.time.advance(Duration.ofMillis(500));
    }
    assertThat(breaker.reads()).isEqualTo(OPEN);
  }
}
