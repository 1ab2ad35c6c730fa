// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Status;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** The network to a model participant, with its faults. Thread-safe. */
final class ModelLink implements Link {
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger answersToLose = new AtomicInteger();
  private volatile boolean away;
  private volatile String awayFor = "";
  private volatile Status.Code refusal = Status.Code.OK;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** Until it is set back, nothing arrives. */
  void setAway(boolean away) {
    this.away = away;
  }

  /** The same for calls of this name only; empty for none. */
  void setAway(String what) {
    this.awayFor = what;
  }

  /** From now on every call is refused so; OK ends it. */
  void refuse(Status.Code code) {
    this.refusal = code;
  }

  /** The next calls are done, but nobody hears of it. */
  void loseAnswers(int count) {
    answersToLose.set(count);
  }

  /** The next calls wait before they arrive, until the latch is open. */
  CountDownLatch hang() {
    gate = new CountDownLatch(1);
    return gate;
  }

  int calls() {
    return calls.get();
  }

  @Override
  public <R> R call(String what, Supplier<R> effect, Function<Status, R> noAnswer) {
    calls.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      return noAnswer.apply(Status.CANCELLED);
    }
    if (away || what.equals(awayFor)) {
      return noAnswer.apply(Status.UNAVAILABLE);
    }
    if (refusal != Status.Code.OK) {
      return noAnswer.apply(refusal.toStatus());
    }
    R result = effect.get();
    boolean lost = answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    return lost ? noAnswer.apply(Status.DEADLINE_EXCEEDED) : result;
  }
}
