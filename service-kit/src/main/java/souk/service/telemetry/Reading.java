// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store says, for instruments: asked when somebody scrapes, and not more often than it is
 * good for the store, however many scrape. Thread-safe; blocks as long as the query.
 */
public final class Reading<T> {
  private static final Logger log = LoggerFactory.getLogger(Reading.class);

  private final String what;
  private final Duration maxAge;
  private final Supplier<T> query;
  private final LongSupplier nanoTime;

  // Guarded by this.
  private @Nullable T last;
  private long askedNanos;
  private boolean asked;
  private boolean fails;

  /**
   * @param what for the log
   * @param maxAge so long an answer serves
   * @param nanoTime as {@link System#nanoTime()}
   */
  public Reading(String what, Duration maxAge, Supplier<T> query, LongSupplier nanoTime) {
    this.what = what;
    this.maxAge = maxAge;
    this.query = query;
    this.nanoTime = nanoTime;
  }

  /** The answer; empty when the store could not be asked, so that nothing is shown. */
  public synchronized Optional<T> now() {
    long now = nanoTime.getAsLong();
    if (!asked || now - askedNanos >= maxAge.toNanos()) {
      asked = true;
      askedNanos = now;
      ask();
    }
    return Optional.ofNullable(last);
  }

  private void ask() {
    try {
      last = query.get();
      fails = false;
    } catch (RuntimeException failure) {
      last = null;
      if (!fails) {
        log.warn("{} can't be measured at the moment", what, failure);
      }
      fails = true;
    }
  }
}
