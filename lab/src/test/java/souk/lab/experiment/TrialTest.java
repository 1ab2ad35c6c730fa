// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import souk.lab.experiment.Verdict.Ending;

class TrialTest {
  private static final Check HOLDS = Check.exactly("requests failed", 0, 0);
  private static final Check LATE = Check.atMost("p99", 3_500, 3_000, "ms");

  @Test
  void verdict_allHold_isAPassAlsoWhereTheMachineStoodStill() {
    assertThat(Trial.verdict(List.of(HOLDS), List.of(), 9_000))
        .isEqualTo(Verdict.pass("all 1 checks hold"));
  }

  @Test
  void verdict_aTimeTooLongByLessThanTheMachineStoodStill_isInconclusive() {
    assertThat(Trial.verdict(List.of(HOLDS, LATE), List.of(), 500))
        .isEqualTo(Verdict.inconclusive("the machine stood still for 500 ms; p99: 3,500 ms"));
  }

  @Test
  void verdict_aTimeTooLongByMoreThanTheMachineStoodStill_isAFailure() {
    Check muchTooLate = Check.atMost("p99", 3_501, 3_000, "ms");

    assertThat(Trial.verdict(List.of(muchTooLate), List.of(), 500).ending()).isEqualTo(Ending.FAIL);
  }

  @Test
  void verdict_theMachineRan_aTimeTooLongIsAFailureHoweverLittle() {
    Check justTooLate = Check.atMost("p99", 3_001, 3_000, "ms");

    assertThat(Trial.verdict(List.of(justTooLate), List.of(), 499).ending()).isEqualTo(Ending.FAIL);
  }

  @Test
  void verdict_somethingElseIsWrongToo_isAFailureWhateverTheMachineDid() {
    List<Check> others =
        List.of(
            Check.exactly("requests failed", 1, 0),
            Check.atMost("requests an order", 10.3, 10.1, ""),
            Check.atLeast("answered", 98, 99, "ms"),
            new Check("next confirmation", "never", "at most 5,000 ms", false));

    for (Check other : others) {
      assertThat(Trial.verdict(List.of(LATE, other), List.of(), 9_000).ending())
          .as(other.what())
          .isEqualTo(Ending.FAIL);
    }
  }

  @Test
  void verdict_brokenOff_isAFailureWhateverTheMachineDid() {
    assertThat(Trial.verdict(List.of(LATE), List.of("too many requests failed"), 9_000))
        .isEqualTo(Verdict.fail("broken off: too many requests failed"));
  }
}
