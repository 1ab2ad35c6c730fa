// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import souk.grpc.resilience.balancing.Instance.State;
import souk.grpc.resilience.balancing.Instances.Outcome;

/** Who gets the next request, and who none, by what became of the earlier ones. */
class InstancesTest {
  private final TwoInstances two = new TwoInstances();

  @Test
  void pick_nothingUnderWay_takesTurns() {
    List<Instance> picked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      picked.add(two.pick());
    }
    assertThat(picked).containsExactly(two.a, two.b, two.a, two.b);
  }

  @Test
  void pick_oneHasMoreUnderWay_takesTheOther() {
    two.begin(two.a, Outcome.NOTHING);
    assertThat(List.of(two.pick(), two.pick(), two.pick())).containsOnly(two.b);
  }

  @Test
  void pick_allAnswersOwedForLong_leavesTheSilentOut() {
    two.begin(two.a, Outcome.NOTHING);
    two.begin(two.b, Outcome.NOTHING);
    two.begin(two.b, Outcome.NOTHING);
    two.time.advance(501);
    two.attempt(two.b, Outcome.ANSWERED, 0);
    assertThat(List.of(two.pick(), two.pick())).containsOnly(two.b);
  }

  @Test
  void pick_silentOneAnswers_isUsedAgain() {
    two.begin(two.a, Outcome.NOTHING);
    two.begin(two.b, Outcome.NOTHING);
    two.begin(two.b, Outcome.NOTHING);
    two.time.advance(501);
    two.attempt(two.b, Outcome.ANSWERED, 0);
    two.instances.alive(two.a);
    assertThat(two.pick()).isSameAs(two.a);
  }

  @Test
  void pick_allSilent_usesAll() {
    two.begin(two.a, Outcome.NOTHING);
    two.begin(two.b, Outcome.NOTHING);
    two.time.advance(10_000);
    assertThat(List.of(two.pick(), two.pick())).containsExactlyInAnyOrder(two.a, two.b);
  }

  @Test
  void pick_againForACall_takesAnotherThanBefore() {
    TriedInstances tried = new TriedInstances();
    for (int i = 0; i < 10; i++) {
      Instance first = two.instances.pick(two.both, tried, true);
      tried.add(first);
      Instance second = two.instances.pick(two.both, tried, true);
      assertThat(second).isNotSameAs(first);
      tried.add(second);
      assertThat(two.instances.pick(two.both, tried, true)).isSameAs(first);
      tried.add(first);
    }
  }

  @Test
  void pick_againAndTheOtherIsEjected_takesItAllTheSame() {
    two.hang(two.a, two.b);
    TriedInstances tried = new TriedInstances();
    tried.add(two.b);
    assertThat(two.instances.pick(two.both, tried, true)).isSameAs(two.a);
  }

  @Test
  void tried_isFoundInTheOptions() {
    TriedInstances tried = new TriedInstances();
    assertThat(TriedInstances.of(tried.in(CallOptions.DEFAULT))).isSameAs(tried);
    assertThat(TriedInstances.of(CallOptions.DEFAULT)).isNull();
  }

  @Test
  void connected_anew_hasNoFailuresAndNoSlownessFromBefore() {
    two.attempt(two.a, Outcome.FAILED, 1);
    two.attempt(two.a, Outcome.FAILED, 1);
    for (int i = 0; i < 15; i++) {
      two.attempt(two.a, Outcome.ANSWERED, 40);
    }
    two.attempt(two.a, Outcome.FAILED, 1);
    two.attempt(two.a, Outcome.FAILED, 1);
    two.instances.connected(List.of(two.b));
    two.instances.connected(two.both);
    two.instances.alive(two.b);
    two.attempt(two.a, Outcome.FAILED, 1);
    assertThat(two.a.state).isEqualTo(State.IN);
    assertThat(two.a.slowness()).isZero();
  }

  @Test
  void connected_stillSo_keepsItsRecord() {
    two.hang(two.a, two.b);
    two.instances.connected(two.both);
    assertThat(two.a.state).isEqualTo(State.EJECTED);
  }

  @Test
  void states_ofThoseConnected_areCounted() {
    two.hang(two.a, two.b);
    assertThat(two.instances.states())
        .isEqualTo(Map.of(State.IN, 1L, State.EJECTED, 1L, State.LAGGING, 0L));
    two.instances.connected(List.of(two.b));
    assertThat(two.instances.states())
        .isEqualTo(Map.of(State.IN, 1L, State.EJECTED, 0L, State.LAGGING, 0L));
  }
}
