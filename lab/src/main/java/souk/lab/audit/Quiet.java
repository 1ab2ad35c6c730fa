// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import souk.lab.audit.source.Database;
import souk.lab.audit.source.OrderActivity;

/** Waits until nothing is under way in a shop any more. */
final class Quiet {
  /** Longer than the pause after which a task is tried again at the latest. */
  private static final Duration STILL = Duration.ofSeconds(3);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration TELL = Duration.ofSeconds(5);

  private final Database orders;
  private final Consumer<String> progress;

  Quiet(Database orders, Consumer<String> progress) {
    this.orders = orders;
    this.progress = progress;
  }

  /**
   * Waits until no order is PENDING, no task waits that is not parked, and nothing has changed for
   * some seconds.
   *
   * @param patience after which it is judged as it is; with 0 at once
   * @return why it can't be judged; empty when it can: also when what is open does not get on,
   *     which is then a violation
   */
  Optional<String> await(Duration patience) throws InterruptedException {
    long begin = System.nanoTime();
    long told = begin;
    long changed = begin;
    @Nullable OrderActivity last = null;
    while (true) {
      OrderActivity now = OrderActivity.of(orders);
      long time = System.nanoTime();
      if (!now.isSameAs(last)) {
        changed = time;
      }
      last = now;
      boolean still = time - changed >= Math.min(STILL.toNanos(), patience.toNanos());
      if (still && now.isAtRest()) {
        return Optional.empty();
      }
      if (time - begin >= patience.toNanos()) {
        return still ? Optional.empty() : Optional.of("orders still change: " + now);
      }
      if (time - told >= TELL.toNanos()) {
        told = time;
        progress.accept("waiting for quiet: " + now);
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
  }
}
