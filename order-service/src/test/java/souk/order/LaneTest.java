// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Lane lane = new Lane(LaneName.PAYMENT, 10, nanos::get);

  @Test
  void enter_full_refused() {
    assertThat(lane.enterUpTo(50)).isEqualTo(10);
    assertThat(lane.enter()).isFalse();

    lane.leave(4);

    assertThat(lane.enterUpTo(3)).isEqualTo(3);
    assertThat(lane.enter()).isTrue();
    assertThat(lane.enter()).isFalse();
  }

  @Test
  void enter_othersWaitInTheQueue_afterThem() {
    lane.setBacklog(true);
    assertThat(lane.enter()).isFalse();
    assertThat(lane.enterUpTo(3)).isEqualTo(3);

    lane.setBacklog(false);
    assertThat(lane.enter()).isTrue();
  }

  @Test
  void leaveUnanswered_severalInARow_restsAndLetsOneProbeAtATime() {
    fail(5);

    assertThat(lane.isAtRest()).isTrue();
    assertThat(lane.enterUpTo(50)).as("while the pause lasts").isZero();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(lane.enterUpTo(50)).as("the probe").isOne();
    assertThat(lane.enterUpTo(50)).as("beside the probe").isZero();
  }

  @Test
  void enterDespiteRest_atRest_allThatIsFree() {
    fail(5);

    assertThat(lane.enterDespiteRest(50)).isEqualTo(10);
    assertThat(lane.enterDespiteRest(50)).isZero();
    lane.leave(10);

    assertThat(lane.isAtRest()).as("nobody has answered").isTrue();
  }

  @Test
  void leaveAnswered_probe_wakesAll() {
    fail(5);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(lane.enterUpTo(50)).isOne();

    lane.leaveAnswered();

    assertThat(lane.enterUpTo(50)).isEqualTo(10);
  }

  @Test
  void leaveUnanswered_successesBetween_neverRests() {
    for (int i = 0; i < 20; i++) {
      fail(4);
      assertThat(lane.enter()).isTrue();
      lane.leaveAnswered();
    }

    assertThat(lane.isAtRest()).isFalse();
  }

  @Test
  void leaveUnanswered_probesFailForLong_nextOneWithinASecond() {
    fail(5);
    for (int i = 0; i < 20; i++) {
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      assertThat(lane.enterUpTo(50)).isOne();
      lane.leaveUnanswered();
    }
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(lane.enterUpTo(50)).isOne();
  }

  @Test
  void after_anyAttempt_growsToTwoSecondsWithJitter() {
    Backoff backoff = new Backoff(new Random(7));

    assertThat(backoff.after(1)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    for (int attempts : new int[] {6, 50, Integer.MAX_VALUE}) {
      assertThat(backoff.after(attempts)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(lane.enter()).isTrue();
    }
    for (int i = 0; i < times; i++) {
      lane.leaveUnanswered();
    }
  }
}
