// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store says, for instruments: asked when somebody scrapes, by one thread, however many
 * scrape, and so that the store is asked for a twentieth of the time at the most. A store that does
 * not answer holds a scrape up for a quarter of a second and no longer. Thread-safe.
 */
public final class Reading<T> {
  private static final Logger log = LoggerFactory.getLogger(Reading.class);
  private static final long PATIENCE_MILLIS = 250;
  private static final int REST_PER_WORK = 20;

  private final String what;
  private final Duration maxAge;
  private final Supplier<T> query;
  private final LongSupplier nanoTime;
  private final Executor executor;

  // Guarded by this.
  private @Nullable CompletableFuture<Optional<T>> answer;
  private long nextNanos;
  private boolean fails;

  /**
   * @param what for the log
   * @param maxAge so long an answer serves, at the least
   */
  public Reading(String what, Duration maxAge, Supplier<T> query) {
    this(
        what,
        maxAge,
        query,
        System::nanoTime,
        task -> Thread.ofVirtual().name("reading " + what).start(task));
  }

  Reading(
      String what, Duration maxAge, Supplier<T> query, LongSupplier nanoTime, Executor executor) {
    this.what = what;
    this.maxAge = maxAge;
    this.query = query;
    this.nanoTime = nanoTime;
    this.executor = executor;
  }

  /** The answer; empty when there is none at the moment, so that nothing is shown. */
  public Optional<T> now() {
    try {
      return latest().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException stillAsking) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized CompletableFuture<Optional<T>> latest() {
    CompletableFuture<Optional<T>> current = answer;
    if (current == null || (current.isDone() && nanoTime.getAsLong() - nextNanos >= 0)) {
      current = new CompletableFuture<>();
      answer = current;
      CompletableFuture<Optional<T>> asked = current;
      executor.execute(() -> asked.complete(ask()));
    }
    return current;
  }

  private Optional<T> ask() {
    long begin = nanoTime.getAsLong();
    Optional<T> told = Optional.empty();
    @Nullable RuntimeException failure = null;
    try {
      told = Optional.of(query.get());
    } catch (RuntimeException e) {
      failure = e;
    }
    synchronized (this) {
      long end = nanoTime.getAsLong();
      nextNanos = end + Math.max(maxAge.toNanos(), REST_PER_WORK * (end - begin));
      if (failure != null && !fails) {
        log.warn("{} can't be measured at the moment", what, failure);
      }
      fails = failure != null;
    }
    return told;
  }
}
