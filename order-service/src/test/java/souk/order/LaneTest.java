// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Lane lane = Lane.urgent(LaneName.DECISION, 10, nanos::get);
  private final Lane callers = lane.forCallers();

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
    assertThat(callers.enter()).isFalse();
    assertThat(lane.enterUpTo(3)).isEqualTo(3);

    lane.setBacklog(false);
    assertThat(callers.enter()).isTrue();
    callers.leaveAnswered();
    assertThat(lane.enterUpTo(50)).as("the caller's place is free again").isEqualTo(7);
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
  void leaveAnswered_probe_wakesTheOthersOneMoreAfterEachRound() {
    fail(5);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(lane.restsOrWakes()).isTrue();

    assertThat(rounds(lane, 12)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10);
    assertThat(lane.restsOrWakes()).isFalse();
  }

  @Test
  void enter_wakesAfterRest_whoWaitsHasAllPlaces() {
    fail(5);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(lane.enterUpTo(50)).isOne();
    lane.leaveAnswered();

    lane.setBacklog(true);

    for (int place = 0; place < 8; place++) {
      assertThat(callers.enter()).as("past those in the queue").isTrue();
    }
    assertThat(lane.enterUpTo(50)).as("they don't count").isEqualTo(2);
    assertThat(callers.enter()).as("all are taken").isFalse();
  }

  @Test
  void enter_atRestAndWhileItWakes_thePlacesOfTheQueueAreKept() {
    fail(5);
    lane.setBacklog(true);
    assertThat(callersThatEnter()).as("beside the probe").isEqualTo(9);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(lane.enterUpTo(50)).as("the probe").isOne();
    lane.leaveAnswered();
    assertThat(callersThatEnter()).as("for the two of the queue").isZero();
    callers.leaveAnswered();

    assertThat(lane.enterUpTo(50)).isEqualTo(2);
  }

  @Test
  void setBacklog_nothingIsLeftOfWhatHadGathered_awake() {
    Lane slow = lane.half(LaneName.SLOW_DECISION);
    fail(5);
    lane.setBacklog(false);
    assertThat(lane.restsOrWakes()).as("nobody has answered").isTrue();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(lane.enterUpTo(50)).isOne();
    lane.leaveAnswered();

    slow.setBacklog(true);
    lane.setBacklog(false);
    assertThat(lane.enterUpTo(50)).as("some has, in its share").isEqualTo(2);
    lane.leave(2);
    slow.setBacklog(false);

    assertThat(lane.enterUpTo(50)).isEqualTo(10);
  }

  @Test
  void enterUpTo_nobodyWaits_aPartOfTheWidthUntilTheQueueIsLate() {
    Lane patient = Lane.patient(LaneName.MAIL, 16, nanos::get);
    assertThat(rounds(patient, 3)).as("in time").containsExactly(4, 4, 4);

    patient.setLate(true);
    assertThat(rounds(patient, 14)).startsWith(4, 5, 6, 7).endsWith(15, 16, 16);

    patient.setLate(false);
    assertThat(rounds(patient, 2)).as("in time again").containsExactly(15, 15);
    for (int look = 0; look < 20; look++) {
      patient.setLate(false);
    }
    assertThat(rounds(patient, 2)).as("in time for long").containsExactly(4, 4);
  }

  @Test
  void patient_fewPlaces_one() {
    assertThat(Lane.patient(LaneName.MAIL, 1, nanos::get).enterUpTo(50)).isOne();
  }

  @Test
  void leaveUnasked_wakesToo_unlessItRests() {
    fail(5);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(lane.enterDespiteRest(3)).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      lane.leaveUnasked();
    }
    assertThat(rounds(lane, 2)).as("the probe, and what it wakes").containsExactly(1, 2);

    assertThat(lane.enterUpTo(50)).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      lane.leaveUnasked();
    }
    assertThat(lane.enterUpTo(50)).isEqualTo(4);
  }

  @Test
  void leaveUnanswered_restsAgainWhileItWakes_beginsWithOne() {
    fail(5);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    answer(lane, lane.enterUpTo(50));
    answer(lane, lane.enterUpTo(50));
    assertThat(lane.isAtRest()).isFalse();

    fail(5);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    answer(lane, lane.enterUpTo(50));

    assertThat(lane.enterUpTo(50)).isEqualTo(2);
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
  void half_manyWaitThere_neverMoreThanHalfAndTheRestIsForOthers() {
    Lane slow = lane.half(LaneName.SLOW_DECISION);

    assertThat(slow.enterUpTo(50)).isEqualTo(5);
    assertThat(slow.enterUpTo(50)).isZero();
    assertThat(lane.enterUpTo(50)).as("the others").isEqualTo(5);
    assertThat(lane.enter()).isFalse();

    slow.leave(1);

    assertThat(lane.enter()).as("a place of the share is one of the lane").isTrue();
  }

  @Test
  void half_fewPlacesLeft_takesAtMostHalfOfThem() {
    Lane slow = lane.half(LaneName.SLOW_DECISION);
    assertThat(lane.enterUpTo(6)).isEqualTo(6);

    assertThat(slow.enterUpTo(50)).isEqualTo(2);
    assertThat(slow.enterDespiteRest(50)).as("what asks nobody").isOne();
    assertThat(lane.enterUpTo(50)).as("what is left").isOne();
  }

  @Test
  void half_wholeAtRest_restsTooAndEachProbesForItself() {
    Lane slow = lane.half(LaneName.SLOW_DECISION);
    fail(5);
    assertThat(slow.isAtRest()).isTrue();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(slow.enterUpTo(50)).isOne();
    assertThat(slow.enterUpTo(50)).isZero();
    assertThat(lane.enterUpTo(50)).isOne();

    slow.leaveAnswered();

    assertThat(lane.isAtRest()).isFalse();
    assertThat(slow.enterUpTo(50)).as("the share wakes").isEqualTo(2);
    assertThat(lane.enterUpTo(50)).as("the others too, beside their probe").isOne();
  }

  @Test
  void half_ofOnePlace_onePlace() {
    assertThat(
            Lane.urgent(LaneName.DECISION, 1, nanos::get).half(LaneName.SLOW_DECISION).enterUpTo(9))
        .isOne();
  }

  @Test
  void laneAfter_slowDecision_apartUntilItIsFast() {
    assertThat(TaskKind.DECIDE.laneAfter(Duration.ofMillis(1_000)))
        .isEqualTo(LaneName.SLOW_DECISION);
    assertThat(TaskKind.DECIDE.laneAfter(Duration.ofMillis(999))).isEqualTo(LaneName.DECISION);
    assertThat(TaskKind.CAPTURE.laneAfter(Duration.ofSeconds(9))).isEqualTo(LaneName.PAYMENT);
  }

  @Test
  void after_anyAttempt_growsToTheLongestWithJitter() {
    Backoff backoff = new Backoff(new Random(7));
    Duration longest = Duration.ofSeconds(2);

    assertThat(backoff.after(1, longest)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    for (int attempts : new int[] {6, 50, Integer.MAX_VALUE}) {
      assertThat(backoff.after(attempts, longest)).isBetween(Duration.ofSeconds(1), longest);
    }
    assertThat(backoff.after(20, Duration.ofMinutes(5))).isGreaterThan(Duration.ofMinutes(2));
  }

  /** How many enter, time and again, when all who entered are answered. */
  private static List<Integer> rounds(Lane lane, int count) {
    List<Integer> rounds = new ArrayList<>();
    for (int round = 0; round < count; round++) {
      int entered = lane.enterUpTo(50);
      rounds.add(entered);
      assertThat(lane.enterUpTo(50)).as("beside them").isZero();
      answer(lane, entered);
    }
    return rounds;
  }

  private int callersThatEnter() {
    int count = 0;
    while (callers.enter()) {
      count++;
    }
    return count;
  }

  private static void answer(Lane lane, int times) {
    for (int i = 0; i < times; i++) {
      lane.leaveAnswered();
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
