// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Payment in front of an acquirer that never answers for {@code tok_acquirer_down}. Thread-safe.
 */
final class SilentBank implements Payment {
  private final Payment bank;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile Duration silence = Duration.ofMillis(100);

  SilentBank(Payment bank) {
    this.bank = bank;
  }

  /** How long a caller waits until it gives up. */
  void setSilence(Duration duration) {
    silence = duration;
  }

  /** How many wait at this moment. */
  int waiting() {
    return waiting.get();
  }

  @Override
  public AuthorizeResult authorize(Order order, CardToken cardToken) {
    if (!cardToken.value().equals("tok_acquirer_down")) {
      return bank.authorize(order, cardToken);
    }
    waiting.incrementAndGet();
    try {
      var unused = new CountDownLatch(1).await(silence.toMillis(), TimeUnit.MILLISECONDS);
      return Unanswered.of(Status.DEADLINE_EXCEEDED);
    } catch (InterruptedException e) {
      return Unanswered.of(Status.CANCELLED);
    } finally {
      waiting.decrementAndGet();
    }
  }

  @Override
  public CaptureResult capture(String orderId) {
    return bank.capture(orderId);
  }

  @Override
  public StepResult reverse(String orderId) {
    return bank.reverse(orderId);
  }
}
