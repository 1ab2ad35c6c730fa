// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.Deadline;

/**
 * The tokens of {@link RetryPolicy.Budget}, in thousandths so that whole numbers count them
 * exactly. Thread-safe.
 */
final class RetryBudget {

  private static final long TOKEN = 1_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long most;
  private final long perCall;
  private final double perNano;
  private final Deadline.Ticker ticker;

  // Guarded by this.
  private long tokens;
  private long filledNanos;
  private long withdrawn;
  private long refused;

  RetryBudget(RetryPolicy.Budget budget, Deadline.Ticker ticker) {
    this.most = budget.reserve() * TOKEN;
    this.perCall = Math.round(budget.ratio() * TOKEN);
    this.perNano = budget.perSecond() * TOKEN / NANOS_PER_SECOND;
    this.ticker = ticker;
    this.tokens = most;
    this.filledNanos = ticker.nanoTime();
  }

  /** A call was made. */
  synchronized void deposit() {
    tokens = Math.min(most, tokens + perCall);
  }

  /** Takes a token for a retry, or says that there is none. */
  synchronized boolean tryWithdraw() {
    refill();
    if (tokens < TOKEN) {
      refused++;
      return false;
    }
    tokens -= TOKEN;
    withdrawn++;
    return true;
  }

  synchronized RetrySnapshot snapshot(String target) {
    refill();
    return new RetrySnapshot(target, withdrawn, refused, (double) tokens / TOKEN);
  }

  private void refill() {
    long now = ticker.nanoTime();
    long earned = (long) ((now - filledNanos) * perNano);
    if (earned > 0) {
      tokens = Math.min(most, tokens + earned);
      filledNanos = now;
    }
  }
}
