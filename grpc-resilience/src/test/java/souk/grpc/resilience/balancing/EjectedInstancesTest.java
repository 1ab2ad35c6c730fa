// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import souk.grpc.resilience.balancing.Instance.State;
import souk.grpc.resilience.balancing.Instances.Outcome;

/** Who does not answer, or only with failures, is left out for a time, and how it comes back. */
class EjectedInstancesTest {
  private final TwoInstances two = new TwoInstances();

  @Test
  void ended_deadlineMissedWhileItAnsweredOthers_saysNothing() {
    Runnable hard = two.begin(two.a, Outcome.NO_ANSWER);
    two.attempt(two.b, Outcome.ANSWERED, 1);
    two.time.advance(300);
    two.attempt(two.a, Outcome.ANSWERED, 1);
    two.time.advance(400);
    hard.run();

    assertThat(List.of(two.pick(), two.pick())).containsExactlyInAnyOrder(two.a, two.b);
  }

  @Test
  void ejected_againAfterALongGoodTime_isTriedAsSoonAsTheFirstTime() {
    two.hang(two.a, two.b);
    two.time.advance(1_001);
    two.attempt(two.a, Outcome.ANSWERED, 1);
    two.hang(two.a, two.b);
    two.time.advance(2_001);
    two.attempt(two.a, Outcome.ANSWERED, 1);
    two.time.advance(31_000);
    two.hang(two.a, two.b);
    assertThat(List.of(two.pick(), two.pick())).containsOnly(two.b);

    two.time.advance(1_001);

    assertThat(two.pick()).isSameAs(two.a);
  }

  @Test
  void ended_waitedInVainWhileAnotherAnswered_isEjected() {
    two.hang(two.a, two.b);
    assertThat(two.a.state).isEqualTo(State.EJECTED);
    assertThat(List.of(two.pick(), two.pick(), two.pick())).containsOnly(two.b);
  }

  @Test
  void ended_shortDeadlineWhileTheInstanceAnsweredOthers_staysIn() {
    for (int i = 0; i < 100; i++) {
      Runnable impatient = two.begin(two.a, Outcome.NO_ANSWER);
      two.attempt(two.a, Outcome.ANSWERED, 1);
      two.attempt(two.b, Outcome.ANSWERED, 600);
      impatient.run();
    }
    assertThat(two.a.state).isEqualTo(State.IN);
  }

  @Test
  void ended_shortDeadlinesOnlyAndNothingAnswered_isEjectedOnceTheyAddUp() {
    for (int i = 0; i < 9; i++) {
      Runnable impatient = two.begin(two.a, Outcome.NO_ANSWER);
      two.attempt(two.b, Outcome.ANSWERED, 50);
      impatient.run();
    }
    assertThat(two.a.state).isEqualTo(State.IN);
    Runnable last = two.begin(two.a, Outcome.NO_ANSWER);
    two.attempt(two.b, Outcome.ANSWERED, 50);
    last.run();
    assertThat(two.a.state).isEqualTo(State.EJECTED);
  }

  @Test
  void ended_noAnswerSoonerThanTheMethodTakes_staysIn() {
    for (int i = 0; i < 20; i++) {
      two.attempt(two.a, Outcome.ANSWERED, 400);
    }
    Runnable impatient = two.begin(two.a, Outcome.NO_ANSWER);
    two.time.advance(1_000);
    two.instances.alive(two.b);
    two.time.advance(1_000);
    impatient.run();
    assertThat(two.a.state).isEqualTo(State.IN);
  }

  @Test
  void ended_cancelledByTheCaller_staysIn() {
    for (int i = 0; i < 100; i++) {
      Runnable cancelled = two.begin(two.a, Outcome.NOTHING);
      two.attempt(two.b, Outcome.ANSWERED, 1_000);
      cancelled.run();
    }
    assertThat(two.a.state).isEqualTo(State.IN);
    assertThat(two.a.outstanding).isZero();
  }

  @Test
  void ended_failsThreeTimesWhileAnotherAnswers_isEjected() {
    two.attempt(two.a, Outcome.FAILED, 1);
    two.attempt(two.a, Outcome.FAILED, 1);
    two.instances.alive(two.b);
    assertThat(two.a.state).isEqualTo(State.IN);
    two.attempt(two.a, Outcome.FAILED, 1);
    assertThat(two.a.state).isEqualTo(State.EJECTED);
  }

  @Test
  void ended_failsNowAndThen_staysIn() {
    for (int i = 0; i < 100; i++) {
      two.attempt(two.a, Outcome.FAILED, 1);
      two.attempt(two.b, Outcome.ANSWERED, 1);
      two.attempt(two.a, i % 2 == 0 ? Outcome.ANSWERED : Outcome.ALIVE, 1);
    }
    assertThat(two.a.ejections).isZero();
  }

  @Test
  void ended_allFail_noneIsEjected() {
    for (int i = 0; i < 100; i++) {
      two.attempt(two.a, Outcome.FAILED, 1);
      two.attempt(two.b, Outcome.NO_ANSWER, 1_000);
    }
    assertThat(List.of(two.a.state, two.b.state)).containsOnly(State.IN);
  }

  @Test
  void ended_otherIsOutAlready_atMostHalfAre() {
    Instance third = two.instances.newInstance("third");
    two.instances.connected(List.of(two.a, two.b, third));
    two.hang(two.a, two.b);
    assertThat(two.a.state).isEqualTo(State.EJECTED);
    for (int i = 0; i < 10; i++) {
      two.attempt(two.b, Outcome.FAILED, 1);
      two.instances.alive(third);
    }
    assertThat(two.b.state).isEqualTo(State.IN);
  }

  @Test
  void ejected_timeIsUp_oneRequestTries() {
    two.hang(two.a, two.b);
    two.time.advance(999);
    assertThat(List.of(two.pick(), two.pick())).containsOnly(two.b);
    two.time.advance(1);
    assertThat(two.pick()).isSameAs(two.a);
    Runnable trial = two.begin(two.a, Outcome.ANSWERED);
    assertThat(List.of(two.pick(), two.pick())).containsOnly(two.b);

    trial.run();

    assertThat(two.a.state).isEqualTo(State.IN);
  }

  @Test
  void ejected_pickCameToNothing_nextTries() {
    two.hang(two.a, two.b);
    two.time.advance(1_000);
    assertThat(two.pick()).isSameAs(two.a);
    assertThat(two.pick()).isSameAs(two.a);
  }

  @Test
  void ejected_trialIsCancelled_nextTries() {
    two.hang(two.a, two.b);
    two.time.advance(1_000);
    two.attempt(two.a, Outcome.NOTHING, 10);
    assertThat(two.pick()).isSameAs(two.a);
  }

  @Test
  void ejected_requestThatMustNotBeRepeated_triesOnlyLater() {
    two.hang(two.a, two.b);
    two.time.advance(3_999);
    assertThat(two.instances.pick(two.both, null, false)).isSameAs(two.b);
    two.time.advance(1);
    assertThat(two.instances.pick(two.both, null, false)).isSameAs(two.a);
  }

  @Test
  void ejected_trialsFail_timeDoublesUpToTheLongest() {
    two.hang(two.a, two.b);
    for (long seconds : new long[] {1, 2, 4, 8, 8}) {
      two.time.advance(seconds * 1_000 - 1);
      assertThat(two.pick()).isSameAs(two.b);
      two.time.advance(1);
      assertThat(two.pick()).isSameAs(two.a);
      two.attempt(two.a, Outcome.NO_ANSWER, 10);
    }
  }

  @Test
  void ejectedForHanging_trialFails_timeDoubles() {
    two.hang(two.a, two.b);
    two.time.advance(1_000);

    two.attempt(two.a, Outcome.FAILED, 10);

    two.time.advance(1_999);
    assertThat(two.pick()).isSameAs(two.b);
  }

  @Test
  void ejectedForFailing_trialHasNoAnswer_timeDoubles() {
    for (int i = 0; i < 3; i++) {
      two.attempt(two.b, Outcome.ANSWERED, 1);
      two.attempt(two.a, Outcome.FAILED, 1);
    }
    assertThat(two.a.state).isEqualTo(State.EJECTED);
    two.time.advance(1_000);

    two.attempt(two.a, Outcome.NO_ANSWER, 10);

    two.time.advance(1_999);
    assertThat(two.pick()).isSameAs(two.b);
  }

  @Test
  void ejected_connectedAnew_beginsWithoutARecord() {
    two.hang(two.a, two.b);
    two.instances.connected(List.of(two.b));
    two.instances.connected(two.both);
    assertThat(two.a.state).isEqualTo(State.IN);
  }

  @Test
  void ejected_manyTimesInARow_isTriedAfterTheLongestTimeStill() {
    two.hang(two.a, two.b);
    for (int i = 0; i < 70; i++) {
      two.time.advance(7_999);
      assertThat(two.pick()).isSameAs(i < 3 ? two.a : two.b);
      two.time.advance(1);
      assertThat(two.pick()).isSameAs(two.a);
      two.attempt(two.a, Outcome.NO_ANSWER, 10);
    }
  }

  @Test
  void ejected_requestOfBeforeItsTimeIsUpFails_timeIsNotDoubled() {
    two.hang(two.a, two.b);
    two.attempt(two.a, Outcome.FAILED, 10);
    two.time.advance(989);
    assertThat(two.pick()).isSameAs(two.b);
    two.time.advance(1);
    assertThat(two.pick()).isSameAs(two.a);
  }

  @Test
  void ejected_requestThatBeganBeforeFails_isNoTrial() {
    Runnable old = two.begin(two.a, Outcome.FAILED);
    two.hang(two.a, two.b);
    two.time.advance(1_500);
    old.run();
    assertThat(two.pick()).isSameAs(two.a);
  }
}
