// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a wire has carried. Thread-safe. */
final class Traffic {
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder resets = new LongAdder();
  private final LongAdder repeats = new LongAdder();
  private final LongAdder answersLost = new LongAdder();

  /** {@link System#nanoTime}; 0 for never. */
  private final AtomicLong firstRequest = new AtomicLong();

  void carried(int length, int begun) {
    bytes.add(length);
    if (begun > 0) {
      requests.add(begun);
      firstRequest.compareAndSet(0, System.nanoTime());
    }
  }

  /** A connection was cut, without a word. */
  void reset() {
    resets.increment();
  }

  long resets() {
    return resets.sum();
  }

  /** A request was delivered once more. */
  void repeated() {
    repeats.increment();
  }

  long repeats() {
    return repeats.sum();
  }

  /** An answer did not come back. */
  void lost() {
    answersLost.increment();
  }

  long answersLost() {
    return answersLost.sum();
  }

  Carried sum() {
    return new Carried(requests.sum(), bytes.sum());
  }

  long firstRequest() {
    return firstRequest.get();
  }
}
