// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import io.grpc.Status;

/** Timelines for tests of what reads them. */
public final class Answers {
  private Answers() {}

  /** Requests that have just ended. */
  public static Timeline timeline(int answered, int failed) {
    Timeline timeline = new Timeline();
    for (int i = 0; i < answered + failed; i++) {
      long now = System.nanoTime();
      timeline.add(
          new Sample(
              Sample.Kind.BROWSE,
              now,
              now,
              1,
              i < answered ? Status.Code.OK : Status.Code.UNAVAILABLE));
    }
    return timeline;
  }
}
