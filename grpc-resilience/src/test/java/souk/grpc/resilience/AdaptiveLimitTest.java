// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** When the bound shrinks, and when it grows. */
class AdaptiveLimitTest {
  private final ManualTime time = new ManualTime();
  private final AdaptiveLimit limit = new AdaptiveLimit(160, time.ticker());

  /** Calls that begin after a wait and end at once, in 200 ms. */
  private void window(int calls, long waitedMillis) {
    for (int i = 0; i < calls; i++) {
      serve(limit, TimeUnit.MILLISECONDS.toNanos(waitedMillis));
    }
    time.advance(Duration.ofMillis(200));
  }

  private static void serve(AdaptiveLimit limit, long waitedNanos) {
    assertThat(limit.tryEnter(CallPriority.HIGH)).isTrue();
    limit.began(waitedNanos);
    limit.leave();
  }

  @Test
  void limit_allWaitLong_shrinksDownToTheLeast() {
    window(100, 0);
    for (int i = 0; i < 10; i++) {
      window(20, 150);
    }
    assertThat(limit.limit()).isBetween(50, 70);
    for (int i = 0; i < 50; i++) {
      window(20, 150);
    }
    assertThat(limit.limit()).isEqualTo(20);
  }

  @Test
  void limit_oneOfFourOfTheWindowBeganAtOnce_shrinks() {
    mixed(15, 5);
    window(1, 0);
    assertThat(limit.limit()).isEqualTo(144);
  }

  @Test
  void limit_moreThanOneOfFourBeganAtOnce_stays() {
    for (int i = 0; i < 10; i++) {
      mixed(14, 6);
    }
    window(1, 0);
    assertThat(limit.limit()).isEqualTo(160);
  }

  /** In 200 ms. */
  private void mixed(int late, int atOnce) {
    for (int i = 0; i < atOnce; i++) {
      serve(limit, 0);
    }
    window(late, 150);
  }

  @Test
  void limit_callsBeginAtOnceAgain_growsUpToTheMost() {
    window(100, 0);
    for (int i = 0; i < 5; i++) {
      window(20, 150);
    }
    window(20, 0);
    int small = limit.limit();
    window(20, 0);
    assertThat(limit.limit()).isBetween(small + 1, small + 10);
    for (int i = 0; i < 200; i++) {
      window(20, 0);
    }
    assertThat(limit.limit()).isEqualTo(160);
  }

  @Test
  void limit_fewCallsInTheWindow_staysHoweverLongTheyWaited() {
    window(100, 0);
    for (int i = 0; i < 50; i++) {
      window(9, 150);
    }
    window(10, 150);
    assertThat(limit.limit()).isEqualTo(160);
    window(1, 0);
    assertThat(limit.limit()).isEqualTo(144);
  }

  @Test
  void limit_waitedNoLongerThanIsGood_stays() {
    window(100, 0);
    window(20, 100);
    window(20, 101);
    assertThat(limit.limit()).isEqualTo(160);
    window(1, 0);
    assertThat(limit.limit()).isEqualTo(144);
  }

  @Test
  void limit_ofOne_letsEveryPriorityInAndNeverFallsToNone() {
    var one = new AdaptiveLimit(1, time.ticker());
    for (CallPriority priority : CallPriority.values()) {
      assertThat(one.tryEnter(priority)).isTrue();
      assertThat(one.tryEnter(CallPriority.HIGH)).isFalse();
      one.began(0);
      one.leave();
    }
    for (int i = 0; i < 20; i++) {
      serve(one, TimeUnit.SECONDS.toNanos(1));
    }
    time.advance(Duration.ofMillis(200));
    serve(one, 0);
    assertThat(one.limit()).isEqualTo(1);
  }

  @Test
  void limit_shrinksAgainAndAgain_saysSoOnceUntilItWasBack() {
    Logger log = (Logger) LoggerFactory.getLogger(AdaptiveLimit.class);
    var said = new ListAppender<ILoggingEvent>();
    said.start();
    log.addAppender(said);
    try {
      window(100, 0);
      for (int i = 0; i < 3; i++) {
        window(20, 150);
      }
      window(20, 0);
      window(20, 150);
      window(1, 0);
      assertThat(said.list).hasSize(1);
      for (int i = 0; i < 20; i++) {
        window(20, 0);
      }
      window(20, 150);
      window(1, 0);
      assertThat(said.list).hasSize(2);
    } finally {
      log.detachAppender(said);
    }
  }

  @Test
  void limit_fewBeginAndWaitedLong_doesNotGrow() {
    window(20, 150);
    window(5, 150);
    window(5, 150);
    window(1, 0);
    assertThat(limit.limit()).isEqualTo(144);
    window(1, 0);
    assertThat(limit.limit()).isGreaterThan(144);
  }
}
