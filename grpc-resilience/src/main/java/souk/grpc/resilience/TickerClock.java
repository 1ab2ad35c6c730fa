// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.Deadline;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that nobody can set: what has passed on the ticker since it was made, counted from the
 * epoch.
 */
final class TickerClock extends Clock {

  private final Deadline.Ticker ticker;
  private final long startNanos;

  TickerClock(Deadline.Ticker ticker) {
    this.ticker = ticker;
    this.startNanos = ticker.nanoTime();
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(ticker.nanoTime() - startNanos);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("measures time, has no place in the world");
  }
}
