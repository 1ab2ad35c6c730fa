// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one instance. All of it is guarded by the lock of its {@link Instances}, which
 * decides.
 */
final class Instance {
  enum State {
    IN,
    /** Hangs or fails: nothing until a time, then one request to try. */
    EJECTED,
    /** Slower than the others by far: one request now and then, by which it also warms up. */
    LAGGING
  }

  final String name;

  State state = State.IN;
  int outstanding;
  long answeredNanos;
  // Since when every answer is owed; of meaning while some request is outstanding.
  long silentSinceNanos;

  // With nothing answered between:
  int failuresInARow;
  long waitedInVainNanos;
  long failingSinceNanos;

  long ejectedNanos;
  long ejectedUntilNanos;
  int ejections;
  long returnedNanos;
  // Since when its median has been far above the others'; null while it is not.
  @Nullable Long slowSinceNanos;
  int passedOver;
  int trialsWon;

  private final float[] recent;
  // Only to find the median in.
  private final float[] sorted;
  private int answers;
  private float median;

  Instance(String name, int samples, long nowNanos) {
    this.name = name;
    this.recent = new float[samples];
    this.sorted = new float[samples];
    this.answeredNanos = nowNanos;
    this.returnedNanos = nowNanos;
  }

  /** How slow an answer was, 1 being usual. */
  void sample(float slowness) {
    recent[answers % recent.length] = slowness;
    answers++;
    if (answers >= recent.length) {
      System.arraycopy(recent, 0, sorted, 0, recent.length);
      Arrays.sort(sorted);
      median = sorted[sorted.length / 2];
    }
  }

  /** 0 while the answers are too few to tell. */
  float slowness() {
    return median;
  }

  void forgetSamples() {
    answers = 0;
    median = 0;
    slowSinceNanos = null;
  }

  void forgetFailures() {
    failuresInARow = 0;
    waitedInVainNanos = 0;
  }

  void owes(long sinceNanos) {
    if (failuresInARow == 0 && waitedInVainNanos == 0) {
      failingSinceNanos = sinceNanos;
    } else {
      failingSinceNanos = Math.min(failingSinceNanos, sinceNanos);
    }
  }
}
