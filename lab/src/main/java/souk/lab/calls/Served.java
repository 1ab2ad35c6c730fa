// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.io.IOException;
import java.time.Duration;
import souk.lab.process.LabException;

/**
 * What the catalogue that a fault is for, and the other one, have served.
 *
 * @param took all the calls of the first together
 */
record Served(long calls, Duration took, long others) {
  private static final double A_SHARE_TO_SPEAK_OF = 30;

  static Served of(InstanceMeter one, InstanceMeter other) throws IOException {
    return new Served(one.calls(), one.took(), other.calls());
  }

  Served since(Served earlier) {
    return new Served(calls - earlier.calls, took.minus(earlier.took), others - earlier.others);
  }

  Duration tookEach() {
    return took.dividedBy(Math.max(1, calls));
  }

  double sharePercent() {
    return 100.0 * calls / Math.max(1, calls + others);
  }

  /**
   * That there is something to take away from the first.
   *
   * @throws LabException when it has next to nothing to do: a fault of it would show nothing
   */
  Served mustBite() {
    if (sharePercent() < A_SHARE_TO_SPEAK_OF) {
      throw new LabException(
          "the catalogue that the fault is for served only %.0f %% of the calls before it"
              .formatted(sharePercent()));
    }
    return this;
  }
}
