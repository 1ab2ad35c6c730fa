// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a process that starts waits for its own store: for as long as the store is away, since
 * nothing is gained by ending, and somebody would have to start it again. Meanwhile it listens on
 * no port and is in no registry, so nobody calls it.
 */
public final class StoreStart {
  private static final Logger log = LoggerFactory.getLogger(StoreStart.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private StoreStart() {}

  /** Thrown by an attempt that may succeed later, without anybody changing a setting. */
  public static final class StoreAway extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreAway(String why, Throwable cause) {
      super(why, cause);
    }
  }

  /**
   * Blocks until an attempt succeeds. The pauses between attempts grow from 100 ms to 2 s; what is
   * logged is one line when the store is away, and one when it is there.
   *
   * @param store for people: which one, and where
   * @param attempt throws {@link StoreAway} when it is worth another; all else ends the waiting
   * @throws IllegalStateException when interrupted
   */
  public static <S> S await(String store, Supplier<S> attempt) {
    boolean told = false;
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        S opened = attempt.get();
        if (told) {
          log.info("{} is there: going on", store);
        }
        return opened;
      } catch (StoreAway away) {
        if (!told) {
          log.warn("{} can't be reached, waiting for it: {}", store, away.getMessage());
          told = true;
        }
      }
      sleep(store, pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private static void sleep(String store, Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + store, e);
    }
  }
}
