// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.grpc.resilience.balancing.Instance.State;
import souk.grpc.resilience.balancing.Instances.End;
import souk.grpc.resilience.balancing.Instances.Outcome;

/** Who gets the next request, and who none, by what became of the earlier ones. */
class InstancesTest {
  private static final String METHOD = "test.Service/Read";

  private final Time time = new Time();
  private final Instances instances = new Instances(EjectionPolicy.DEFAULT, time, out -> {});
  private final Instance a = instances.newInstance("a");
  private final Instance b = instances.newInstance("b");
  private final List<Instance> both = List.of(a, b);

  @BeforeEach
  void connect() {
    instances.connected(both);
    time.advance(60_000);
  }

  private Instance pick() {
    return instances.pick(both, null, true);
  }

  private Runnable begin(Instance instance, Outcome outcome) {
    long started = time.nanoTime();
    instances.began(instance, started);
    return () -> instances.ended(instance, new End(outcome, METHOD, true, started));
  }

  private void attempt(Instance instance, Outcome outcome, long millis) {
    Runnable end = begin(instance, outcome);
    time.advance(millis);
    end.run();
  }

  private void hang(Instance instance, Instance other) {
    Runnable end = begin(instance, Outcome.NO_ANSWER);
    attempt(other, Outcome.ANSWERED, 1);
    time.advance(600);
    end.run();
  }

  @Test
  void pick_nothingUnderWay_takesTurns() {
    List<Instance> picked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      picked.add(pick());
    }
    assertThat(picked).containsExactly(a, b, a, b);
  }

  @Test
  void pick_oneHasMoreUnderWay_takesTheOther() {
    begin(a, Outcome.NOTHING);
    assertThat(List.of(pick(), pick(), pick())).containsOnly(b);
  }

  @Test
  void pick_allAnswersOwedForLong_leavesTheSilentOut() {
    begin(a, Outcome.NOTHING);
    begin(b, Outcome.NOTHING);
    begin(b, Outcome.NOTHING);
    time.advance(501);
    attempt(b, Outcome.ANSWERED, 0);
    assertThat(List.of(pick(), pick())).containsOnly(b);
  }

  @Test
  void pick_silentOneAnswers_isUsedAgain() {
    begin(a, Outcome.NOTHING);
    begin(b, Outcome.NOTHING);
    begin(b, Outcome.NOTHING);
    time.advance(501);
    attempt(b, Outcome.ANSWERED, 0);
    instances.alive(a);
    assertThat(pick()).isSameAs(a);
  }

  @Test
  void pick_allSilent_usesAll() {
    begin(a, Outcome.NOTHING);
    begin(b, Outcome.NOTHING);
    time.advance(10_000);
    assertThat(List.of(pick(), pick())).containsExactlyInAnyOrder(a, b);
  }

  @Test
  void pick_againForACall_takesAnotherThanBefore() {
    TriedInstances tried = new TriedInstances();
    for (int i = 0; i < 10; i++) {
      Instance first = instances.pick(both, tried, true);
      tried.add(first);
      Instance second = instances.pick(both, tried, true);
      assertThat(second).isNotSameAs(first);
      tried.add(second);
      assertThat(instances.pick(both, tried, true)).isSameAs(first);
      tried.add(first);
    }
  }

  @Test
  void pick_againAndTheOtherIsEjected_takesItAllTheSame() {
    hang(a, b);
    TriedInstances tried = new TriedInstances();
    tried.add(b);
    assertThat(instances.pick(both, tried, true)).isSameAs(a);
  }

  @Test
  void ended_deadlineMissedWhileItAnsweredOthers_saysNothing() {
    Runnable hard = begin(a, Outcome.NO_ANSWER);
    attempt(b, Outcome.ANSWERED, 1);
    time.advance(300);
    attempt(a, Outcome.ANSWERED, 1);
    time.advance(400);
    hard.run();

    assertThat(List.of(pick(), pick())).containsExactlyInAnyOrder(a, b);
  }

  @Test
  void ejected_againAfterALongGoodTime_isTriedAsSoonAsTheFirstTime() {
    hang(a, b);
    time.advance(1_001);
    attempt(a, Outcome.ANSWERED, 1);
    hang(a, b);
    time.advance(2_001);
    attempt(a, Outcome.ANSWERED, 1);
    time.advance(31_000);
    hang(a, b);
    assertThat(List.of(pick(), pick())).containsOnly(b);

    time.advance(1_001);

    assertThat(pick()).isSameAs(a);
  }

  @Test
  void tried_isFoundInTheOptions() {
    TriedInstances tried = new TriedInstances();
    assertThat(TriedInstances.of(tried.in(CallOptions.DEFAULT))).isSameAs(tried);
    assertThat(TriedInstances.of(CallOptions.DEFAULT)).isNull();
  }

  @Test
  void ended_waitedInVainWhileAnotherAnswered_isEjected() {
    hang(a, b);
    assertThat(a.state).isEqualTo(State.EJECTED);
    assertThat(List.of(pick(), pick(), pick())).containsOnly(b);
  }

  @Test
  void ended_shortDeadlineWhileTheInstanceAnsweredOthers_staysIn() {
    for (int i = 0; i < 100; i++) {
      Runnable impatient = begin(a, Outcome.NO_ANSWER);
      attempt(a, Outcome.ANSWERED, 1);
      attempt(b, Outcome.ANSWERED, 600);
      impatient.run();
    }
    assertThat(a.state).isEqualTo(State.IN);
  }

  @Test
  void ended_shortDeadlinesOnlyAndNothingAnswered_isEjectedOnceTheyAddUp() {
    for (int i = 0; i < 9; i++) {
      Runnable impatient = begin(a, Outcome.NO_ANSWER);
      attempt(b, Outcome.ANSWERED, 50);
      impatient.run();
    }
    assertThat(a.state).isEqualTo(State.IN);
    Runnable last = begin(a, Outcome.NO_ANSWER);
    attempt(b, Outcome.ANSWERED, 50);
    last.run();
    assertThat(a.state).isEqualTo(State.EJECTED);
  }

  @Test
  void ended_noAnswerSoonerThanTheMethodTakes_staysIn() {
    for (int i = 0; i < 20; i++) {
      attempt(a, Outcome.ANSWERED, 400);
    }
    Runnable impatient = begin(a, Outcome.NO_ANSWER);
    time.advance(1_000);
    instances.alive(b);
    time.advance(1_000);
    impatient.run();
    assertThat(a.state).isEqualTo(State.IN);
  }

  @Test
  void ended_cancelledByTheCaller_staysIn() {
    for (int i = 0; i < 100; i++) {
      Runnable cancelled = begin(a, Outcome.NOTHING);
      attempt(b, Outcome.ANSWERED, 1_000);
      cancelled.run();
    }
    assertThat(a.state).isEqualTo(State.IN);
    assertThat(a.outstanding).isZero();
  }

  @Test
  void ended_failsThreeTimesWhileAnotherAnswers_isEjected() {
    attempt(a, Outcome.FAILED, 1);
    attempt(a, Outcome.FAILED, 1);
    instances.alive(b);
    assertThat(a.state).isEqualTo(State.IN);
    attempt(a, Outcome.FAILED, 1);
    assertThat(a.state).isEqualTo(State.EJECTED);
  }

  @Test
  void ended_failsNowAndThen_staysIn() {
    for (int i = 0; i < 100; i++) {
      attempt(a, Outcome.FAILED, 1);
      attempt(b, Outcome.ANSWERED, 1);
      attempt(a, i % 2 == 0 ? Outcome.ANSWERED : Outcome.ALIVE, 1);
    }
    assertThat(a.state).isEqualTo(State.IN);
  }

  @Test
  void ended_allFail_noneIsEjected() {
    for (int i = 0; i < 100; i++) {
      attempt(a, Outcome.FAILED, 1);
      attempt(b, Outcome.NO_ANSWER, 1_000);
    }
    assertThat(List.of(a.state, b.state)).containsOnly(State.IN);
  }

  @Test
  void ended_otherIsOutAlready_atMostHalfAre() {
    Instance third = instances.newInstance("third");
    instances.connected(List.of(a, b, third));
    hang(a, b);
    assertThat(a.state).isEqualTo(State.EJECTED);
    for (int i = 0; i < 10; i++) {
      attempt(b, Outcome.FAILED, 1);
      instances.alive(third);
    }
    assertThat(b.state).isEqualTo(State.IN);
  }

  @Test
  void ejected_timeIsUp_oneRequestTries() {
    hang(a, b);
    time.advance(999);
    assertThat(List.of(pick(), pick())).containsOnly(b);
    time.advance(1);
    assertThat(pick()).isSameAs(a);
    Runnable trial = begin(a, Outcome.ANSWERED);
    assertThat(List.of(pick(), pick())).containsOnly(b);

    trial.run();

    assertThat(a.state).isEqualTo(State.IN);
  }

  @Test
  void ejected_pickCameToNothing_nextTries() {
    hang(a, b);
    time.advance(1_000);
    assertThat(pick()).isSameAs(a);
    assertThat(pick()).isSameAs(a);
  }

  @Test
  void ejected_trialIsCancelled_nextTries() {
    hang(a, b);
    time.advance(1_000);
    attempt(a, Outcome.NOTHING, 10);
    assertThat(pick()).isSameAs(a);
  }

  @Test
  void ejected_requestThatMustNotBeRepeated_triesOnlyLater() {
    hang(a, b);
    time.advance(3_999);
    assertThat(instances.pick(both, null, false)).isSameAs(b);
    time.advance(1);
    assertThat(instances.pick(both, null, false)).isSameAs(a);
  }

  @Test
  void ejected_trialsFail_timeDoublesUpToTheLongest() {
    hang(a, b);
    for (long seconds : new long[] {1, 2, 4, 8, 8}) {
      time.advance(seconds * 1_000 - 1);
      assertThat(pick()).isSameAs(b);
      time.advance(1);
      assertThat(pick()).isSameAs(a);
      attempt(a, Outcome.NO_ANSWER, 10);
    }
  }

  @Test
  void ejected_connectedAnew_beginsWithoutARecord() {
    hang(a, b);
    instances.connected(List.of(b));
    instances.connected(both);
    assertThat(a.state).isEqualTo(State.IN);
  }

  @Test
  void ended_mediansFarApart_slowOneGetsOneOfSixtyFour() {
    slow(a, b);
    assertThat(a.state).isEqualTo(State.LAGGING);
    int toSlow = 0;
    for (int i = 0; i < 640; i++) {
      Instance picked = pick();
      toSlow += picked == a ? 1 : 0;
      attempt(picked, Outcome.ANSWERED, picked == a ? 40 : 2);
    }
    assertThat(toSlow).isBetween(9, 11);
  }

  @Test
  void lagging_hasWarmedUp_comesBack() {
    slow(a, b);
    for (int i = 0; i < 3 * 64; i++) {
      attempt(pick(), Outcome.ANSWERED, 2);
    }
    assertThat(a.state).isEqualTo(State.IN);
  }

  @Test
  void ended_someAnswersSlow_staysIn() {
    for (int i = 0; i < 100; i++) {
      attempt(a, Outcome.ANSWERED, i % 3 == 0 ? 2_000 : 2);
      attempt(b, Outcome.ANSWERED, 2);
    }
    assertThat(a.state).isEqualTo(State.IN);
  }

  @Test
  void ended_slowForLessThanASecond_staysIn() {
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 20; i++) {
        attempt(a, Outcome.ANSWERED, 40);
        attempt(b, Outcome.ANSWERED, 2);
      }
      for (int i = 0; i < 15; i++) {
        attempt(a, Outcome.ANSWERED, 2);
      }
    }
    assertThat(a.state).isEqualTo(State.IN);
  }

  @Test
  void ended_bothSlow_noneLags() {
    for (int i = 0; i < 100; i++) {
      attempt(a, Outcome.ANSWERED, 300);
      attempt(b, Outcome.ANSWERED, 200);
    }
    assertThat(List.of(a.state, b.state)).containsOnly(State.IN);
  }

  @Test
  void connected_anew_hasNoFailuresAndNoSlownessFromBefore() {
    attempt(a, Outcome.FAILED, 1);
    attempt(a, Outcome.FAILED, 1);
    for (int i = 0; i < 15; i++) {
      attempt(a, Outcome.ANSWERED, 40);
    }
    attempt(a, Outcome.FAILED, 1);
    attempt(a, Outcome.FAILED, 1);
    instances.connected(List.of(b));
    instances.connected(both);
    instances.alive(b);
    attempt(a, Outcome.FAILED, 1);
    assertThat(a.state).isEqualTo(State.IN);
    assertThat(a.slowness()).isZero();
  }

  @Test
  void connected_stillSo_keepsItsRecord() {
    hang(a, b);
    instances.connected(both);
    assertThat(a.state).isEqualTo(State.EJECTED);
  }

  @Test
  void lagging_requestThatMustNotBeRepeated_triesOnlyLater() {
    slow(a, b);
    int before = 0;
    while (instances.pick(both, null, false) != a) {
      before++;
    }
    assertThat(before).isEqualTo(4 * 64 - 1);
  }

  @Test
  void lagging_notAllOfThreeTrialsInTime_staysOut() {
    slow(a, b);
    for (int i = 0; i < 10; i++) {
      attempt(a, Outcome.ANSWERED, 2);
      attempt(a, Outcome.ANSWERED, 2);
      attempt(a, Outcome.ANSWERED, 40);
    }
    assertThat(a.state).isEqualTo(State.LAGGING);
  }

  @Test
  void ejected_manyTimesInARow_isTriedAfterTheLongestTimeStill() {
    hang(a, b);
    for (int i = 0; i < 70; i++) {
      time.advance(7_999);
      assertThat(pick()).isSameAs(i < 3 ? a : b);
      time.advance(1);
      assertThat(pick()).isSameAs(a);
      attempt(a, Outcome.NO_ANSWER, 10);
    }
  }

  @Test
  void ejected_requestOfBeforeItsTimeIsUpFails_timeIsNotDoubled() {
    hang(a, b);
    attempt(a, Outcome.FAILED, 10);
    time.advance(989);
    assertThat(pick()).isSameAs(b);
    time.advance(1);
    assertThat(pick()).isSameAs(a);
  }

  @Test
  void ejected_requestThatBeganBeforeFails_isNoTrial() {
    Runnable old = begin(a, Outcome.FAILED);
    hang(a, b);
    time.advance(1_500);
    old.run();
    assertThat(pick()).isSameAs(a);
  }

  @Test
  void states_ofThoseConnected_areCounted() {
    hang(a, b);
    assertThat(instances.states())
        .isEqualTo(Map.of(State.IN, 1L, State.EJECTED, 1L, State.LAGGING, 0L));
    instances.connected(List.of(b));
    assertThat(instances.states())
        .isEqualTo(Map.of(State.IN, 1L, State.EJECTED, 0L, State.LAGGING, 0L));
  }

  private void slow(Instance slow, Instance fast) {
    for (int i = 0; i < 50; i++) {
      attempt(slow, Outcome.ANSWERED, 40);
      attempt(fast, Outcome.ANSWERED, 2);
    }
  }

  private static final class Time extends Deadline.Ticker {
    private long nanos = -5_000_000_000L;

    @Override
    public long nanoTime() {
      return nanos;
    }

    void advance(long millis) {
      nanos += Duration.ofMillis(millis).toNanos();
    }
  }
}
