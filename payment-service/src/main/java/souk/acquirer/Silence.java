// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import souk.service.Refusal;

/**
 * An answer that never comes: the call stays open until its caller gives up, or as long as is
 * allowed. Thread-safe.
 */
final class Silence {
  private final Duration longest;

  Silence(Duration longest) {
    this.longest = longest;
  }

  /** Blocks, then gives what a caller hears who waited to the end. */
  Refusal keep() {
    Context call = Context.current();
    CountDownLatch gaveUp = new CountDownLatch(1);
    Context.CancellationListener listener = cancelled -> gaveUp.countDown();
    call.addListener(listener, Runnable::run);
    try {
      boolean heard = gaveUp.await(longest.toNanos(), TimeUnit.NANOSECONDS);
      return Refusal.unavailable(
          "ANSWER_LOST", heard ? "the caller gave up" : "no answer came, and none will");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Refusal.unavailable("SHUTTING_DOWN", "the acquirer is going down");
    } finally {
      call.removeListener(listener);
    }
  }
}
