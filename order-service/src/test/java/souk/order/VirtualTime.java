// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Time that goes on when it is told to: the database's clock, and everybody's ticker. */
final class VirtualTime extends Deadline.Ticker implements InstantSource {
  private static final Instant BEGINNING = Instant.parse("2026-11-21T12:00:00Z");

  private long nanos;

  void advance(Duration duration) {
    nanos += duration.toNanos();
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return BEGINNING.plusNanos(nanos);
  }

  @Override
  public String toString() {
    return "%,.3f ms".formatted(nanos / 1e6);
  }

  Deadline after(Duration duration) {
    return Deadline.after(duration.toNanos(), TimeUnit.NANOSECONDS, this);
  }
}
