// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import souk.lab.window.Armory.Fired;

/** A fault that was armed, and may have bitten. Thread-safe. */
final class Bite {
  /** From arming to biting; some points are reached only after a lease has run out. */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private final String point;
  private final Armory armory;
  private final CompletableFuture<Fired> fired = new CompletableFuture<>();

  private Bite(String point, Armory armory) {
    this.point = point;
    this.armory = armory;
  }

  /** What is done as soon as it has bitten. */
  interface Afterwards {
    void on(Fired fired) throws IOException;
  }

  /** Arms the point, and does that once it has fired. */
  static Bite arm(Armory armory, String point, String action, Afterwards afterwards)
      throws IOException {
    Bite bite = new Bite(point, armory);
    armory.arm(point, action);
    Thread.ofVirtual().name(point).start(() -> bite.watch(afterwards));
    return bite;
  }

  /** Arms a second one as soon as the first has bitten; it has bitten when both have. */
  static Bite then(Bite first, Arming second) {
    Bite both = new Bite(first.point + ", the second time,", first.armory);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                var unused = first.await();
                both.fired.complete(second.arm().await());
              } catch (IOException | Unclean | RuntimeException e) {
                both.fired.completeExceptionally(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                both.fired.completeExceptionally(e);
              }
            });
    return both;
  }

  /** Arms something. */
  interface Arming {
    Bite arm() throws IOException;
  }

  /** Waits for it; a fault that never comes fails its window. */
  Fired await() throws Unclean, InterruptedException {
    try {
      return fired.get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new Unclean(point + ": " + e.getCause());
    } catch (TimeoutException e) {
      throw new Unclean(point + " did not bite");
    }
  }

  /** Whether it has, or never will. */
  boolean hasBitten() {
    return fired.isDone();
  }

  /** Lets the thread go on that waits there. */
  void release() throws Unclean, InterruptedException, IOException {
    armory.release(await());
  }

  private void watch(Afterwards afterwards) {
    try {
      Fired seen =
          armory
              .awaitFired(point, PATIENCE)
              .orElseThrow(() -> new Unclean(point + " did not bite"));
      afterwards.on(seen);
      fired.complete(seen);
    } catch (IOException | Unclean | RuntimeException e) {
      fired.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fired.completeExceptionally(e);
    }
  }
}
