// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.util.List;
import souk.lab.experiment.Check;

/**
 * Something that must be true after a storm.
 *
 * @param check as the reports show it
 * @param failures why it does not hold, in words; empty when it does, and when another one says so
 */
record Demand(Check check, List<String> failures) {
  Demand {
    failures = check.holds() ? List.of() : List.copyOf(failures);
  }

  /** With one reason why it does not hold. */
  static Demand of(Check check, String failure) {
    return new Demand(check, List.of(failure));
  }

  /** That there is nothing to say against it. */
  static Demand that(String what, List<String> wrong) {
    String measured = wrong.isEmpty() ? "yes" : String.join("; ", wrong);
    return new Demand(Check.that(what, wrong.isEmpty(), measured), wrong);
  }

  /** Nothing is asked for, but what was measured is to be seen. */
  static Demand notJudged(String what, String measured, String why) {
    return new Demand(new Check(what, measured, why, true), List.of());
  }
}
