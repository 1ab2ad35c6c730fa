// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A thousand requests a second to a shop that is warm. */
final class Load {
  static final int PER_SECOND = 1_000;

  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration BEFORE = Duration.ofSeconds(3);

  private final Browsers.Running running;

  private Load(Browsers.Running running) {
    this.running = running;
  }

  /** Warms up, and leaves the load on; returns some seconds after it began to count. */
  static Load warm(Browsers browsers) {
    browsers.atRate(PER_SECOND, WARM_UP);
    Load load = new Load(browsers.start(PER_SECOND));
    pause(BEFORE);
    return load;
  }

  Requests stopAfter(Duration time) {
    pause(time);
    return running.stop();
  }

  static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
