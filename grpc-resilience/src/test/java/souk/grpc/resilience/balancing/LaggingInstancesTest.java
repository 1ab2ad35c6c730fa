// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import souk.grpc.resilience.balancing.Instance.State;
import souk.grpc.resilience.balancing.Instances.Outcome;

/** Who answers much slower than the others gets next to nothing, until it does not. */
class LaggingInstancesTest {
  private final TwoInstances two = new TwoInstances();

  @Test
  void ended_mediansFarApart_slowOneGetsOneOfSixtyFour() {
    two.slow(two.a, two.b);
    assertThat(two.a.state).isEqualTo(State.LAGGING);
    int toSlow = 0;
    for (int i = 0; i < 640; i++) {
      Instance picked = two.pick();
      toSlow += picked == two.a ? 1 : 0;
      two.attempt(picked, Outcome.ANSWERED, picked == two.a ? 40 : 2);
    }
    assertThat(toSlow).isBetween(9, 11);
  }

  @Test
  void lagging_hasWarmedUp_comesBack() {
    two.slow(two.a, two.b);
    for (int i = 0; i < 3 * 64; i++) {
      two.attempt(two.pick(), Outcome.ANSWERED, 2);
    }
    assertThat(two.a.state).isEqualTo(State.IN);
  }

  @Test
  void ended_someAnswersSlow_staysIn() {
    for (int i = 0; i < 100; i++) {
      two.attempt(two.a, Outcome.ANSWERED, i % 3 == 0 ? 2_000 : 2);
      two.attempt(two.b, Outcome.ANSWERED, 2);
    }
    assertThat(two.a.state).isEqualTo(State.IN);
  }

  @Test
  void ended_slowForLessThanASecond_staysIn() {
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 20; i++) {
        two.attempt(two.a, Outcome.ANSWERED, 40);
        two.attempt(two.b, Outcome.ANSWERED, 2);
      }
      assertThat(two.a.state).isEqualTo(State.IN);
      for (int i = 0; i < 15; i++) {
        two.attempt(two.a, Outcome.ANSWERED, 2);
      }
    }
  }

  @Test
  void ended_bothSlow_noneLags() {
    for (int i = 0; i < 100; i++) {
      two.attempt(two.a, Outcome.ANSWERED, 300);
      two.attempt(two.b, Outcome.ANSWERED, 200);
    }
    assertThat(List.of(two.a.state, two.b.state)).containsOnly(State.IN);
  }

  @Test
  void lagging_requestThatMustNotBeRepeated_triesOnlyLater() {
    two.slow(two.a, two.b);
    int before = 0;
    while (two.instances.pick(two.both, null, false) != two.a) {
      before++;
    }
    assertThat(before).isEqualTo(4 * 64 - 1);
  }

  @Test
  void lagging_notAllOfThreeTrialsInTime_staysOut() {
    two.slow(two.a, two.b);
    for (int i = 0; i < 10; i++) {
      two.attempt(two.a, Outcome.ANSWERED, 2);
      two.attempt(two.a, Outcome.ANSWERED, 2);
      two.attempt(two.a, Outcome.ANSWERED, 40);
    }
    assertThat(two.a.state).isEqualTo(State.LAGGING);
  }
}
