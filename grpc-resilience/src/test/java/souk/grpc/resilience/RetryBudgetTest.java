// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many retries there may be, and how long the pauses before them are. */
class RetryBudgetTest {

  private final ManualTime time = new ManualTime();

  private RetryBudget budget(double ratio, int reserve, double perSecond) {
    return new RetryBudget(new RetryPolicy.Budget(ratio, reserve, perSecond), time.ticker());
  }

  private static int withdrawAll(RetryBudget budget) {
    int taken = 0;
    while (budget.tryWithdraw()) {
      taken++;
    }
    return taken;
  }

  @Test
  void withdraw_fullBucket_givesItsReserve() {
    assertThat(withdrawAll(budget(0.1, 7, 0))).isEqualTo(7);
  }

  @Test
  void deposit_tenCalls_payForOneRetry() {
    RetryBudget budget = budget(0.1, 5, 0);
    withdrawAll(budget);
    for (int i = 0; i < 9; i++) {
      budget.deposit();
    }
    assertThat(budget.tryWithdraw()).isFalse();
    budget.deposit();
    assertThat(withdrawAll(budget)).isEqualTo(1);
  }

  @Test
  void deposit_manyCalls_neverMoreThanTheReserve() {
    RetryBudget budget = budget(0.5, 5, 100);
    for (int i = 0; i < 1_000; i++) {
      budget.deposit();
    }
    time.advance(Duration.ofDays(1));
    assertThat(withdrawAll(budget)).isEqualTo(5);
  }

  @Test
  void deposit_manyCallsAtOnce_neverMoreThanTheReserve() {
    RetryBudget budget = budget(0.5, 5, 0);
    for (int i = 0; i < 1_000; i++) {
      budget.deposit();
    }
    assertThat(withdrawAll(budget)).isEqualTo(5);
  }

  @Test
  void time_fewCalls_paysForARetryNowAndThen() {
    RetryBudget budget = budget(0, 5, 2);
    withdrawAll(budget);
    time.advance(Duration.ofMillis(499));
    assertThat(budget.tryWithdraw()).isFalse();
    time.advance(Duration.ofMillis(1));
    assertThat(withdrawAll(budget)).isEqualTo(1);
  }

  @Test
  void time_askedMoreOftenThanItPays_isNotLost() {
    RetryBudget budget = budget(0, 5, 1);
    withdrawAll(budget);
    for (int i = 0; i < 2_000; i++) {
      time.advance(Duration.ofNanos(500_000));
      budget.snapshot("target");
    }
    assertThat(withdrawAll(budget)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"1, 10, 20", "2, 20, 40", "3, 40, 80", "4, 50, 100", "10, 50, 100"})
  void pause_afterAttempt_doublesUpToTheMostAndIsHalfRandom(
      int attempt, long leastMillis, long mostMillis) {
    Backoff backoff =
        new Backoff(
            TimeUnit.MILLISECONDS.toNanos(20), TimeUnit.MILLISECONDS.toNanos(100), new Random(7));
    long shortest = Long.MAX_VALUE;
    long longest = 0;
    for (int i = 0; i < 1_000; i++) {
      long pause = backoff.afterAttempt(attempt);
      shortest = Math.min(shortest, pause);
      longest = Math.max(longest, pause);
    }
    long least = TimeUnit.MILLISECONDS.toNanos(leastMillis);
    long most = TimeUnit.MILLISECONDS.toNanos(mostMillis);
    assertThat(shortest).isBetween(least, least + (most - least) / 10);
    assertThat(longest).isBetween(most - (most - least) / 10, most);
  }

  @Test
  void policies_outOfBounds_refusedWithTheValue() {
    assertThatThrownBy(() -> RetryPolicy.DEFAULT.withMaxAttempts(11))
        .hasMessage("maxAttempts: 11 (expected: 1 to 10)");
    assertThatThrownBy(() -> RetryPolicy.DEFAULT.withAttemptShare(0))
        .hasMessageContaining("attemptShare: 0.0");
    assertThatThrownBy(() -> RetryPolicy.DEFAULT.withMaxAttempts(0))
        .hasMessageContaining("maxAttempts: 0");
    assertThatThrownBy(() -> RetryPolicy.DEFAULT.withAttemptShare(1.1))
        .hasMessageContaining("attemptShare: 1.1");
    assertThatThrownBy(() -> policy(Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageContaining("initialBackoff: PT0S");
    assertThatThrownBy(() -> policy(Duration.ofMillis(2), Duration.ofMillis(1)))
        .hasMessageContaining("maxBackoff: PT0.001S");
    assertThatThrownBy(() -> policy(Duration.ofMillis(2), Duration.ofMinutes(61)))
        .hasMessageContaining("maxBackoff: PT1H1M");
    assertThatThrownBy(() -> new RetryPolicy.Budget(2, 1, 1)).hasMessageContaining("ratio: 2.0");
    assertThatThrownBy(() -> new RetryPolicy.Budget(-1, 1, 1)).hasMessageContaining("ratio: -1.0");
    assertThatThrownBy(() -> new RetryPolicy.Budget(1, -1, 1)).hasMessageContaining("reserve: -1");
    assertThatThrownBy(() -> new RetryPolicy.Budget(1, 10_001, 1))
        .hasMessageContaining("reserve: 10001");
    assertThatThrownBy(() -> new RetryPolicy.Budget(1, 1, -1))
        .hasMessageContaining("perSecond: -1.0");
    assertThatThrownBy(() -> new RetryPolicy.Budget(1, 1, 1_001))
        .hasMessageContaining("perSecond: 1001.0");
    assertThatThrownBy(() -> BreakerPolicy.DEFAULT.withSlowCalls(0, Duration.ofSeconds(1)))
        .hasMessageContaining("slowPercent: 0.0");
    assertThatThrownBy(() -> BreakerPolicy.DEFAULT.withSlowCalls(101, Duration.ofSeconds(1)))
        .hasMessageContaining("slowPercent: 101.0");
    assertThatThrownBy(() -> BreakerPolicy.DEFAULT.withSlowCalls(1, Duration.ZERO))
        .hasMessageContaining("slowAfter: PT0S");
    assertThatThrownBy(() -> BreakerPolicy.DEFAULT.withWindow(Duration.ofMillis(999), 1))
        .hasMessageContaining("window: PT0.999S");
    assertThatThrownBy(() -> BreakerPolicy.DEFAULT.withWindow(Duration.ofSeconds(301), 1))
        .hasMessageContaining("window: PT5M1S");
    assertThatThrownBy(() -> BreakerPolicy.DEFAULT.withWindow(Duration.ofSeconds(1), 0))
        .hasMessageContaining("minimumCalls: 0");
    assertThatThrownBy(() -> BreakerPolicy.DEFAULT.withHalfOpen(Duration.ofSeconds(1), 0))
        .hasMessageContaining("probes: 0");
    assertThatThrownBy(() -> BreakerPolicy.DEFAULT.withHalfOpen(Duration.ZERO, 1))
        .hasMessageContaining("openFor: PT0S");
    assertThatThrownBy(() -> ClientResilience.forTarget(" ", "test.example"))
        .hasMessageContaining("target");
    assertThatThrownBy(() -> ClientResilience.forTarget("test", " "))
        .hasMessageContaining("errorDomain");
    assertThatThrownBy(() -> ClientResilience.forTarget("test", "d").bulkhead(100_001))
        .hasMessageContaining("bulkhead: 100001");
  }

  private static RetryPolicy policy(Duration initialBackoff, Duration maxBackoff) {
    return new RetryPolicy(3, 0.5, initialBackoff, maxBackoff, RetryPolicy.Budget.DEFAULT);
  }
}
