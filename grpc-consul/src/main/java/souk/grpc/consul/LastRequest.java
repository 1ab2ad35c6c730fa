// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.time.Duration;
import java.util.Optional;

/** What is still asked of Consul while closing: on a thread of its own, to be given up in time. */
final class LastRequest implements Runnable {
  /** What is asked. */
  interface Action {
    void run() throws ConsulException;
  }

  private final Action action;

  private volatile Optional<String> failure = Optional.of("a bug");

  private LastRequest(Action action) {
    this.action = action;
  }

  /** Makes the request; returns why it may not have been done, or nothing if it was. */
  static Optional<String> make(Action action, long deadlineNanos) throws InterruptedException {
    var request = new LastRequest(action);
    Thread thread = Thread.ofVirtual().name("consul: last request").start(request);
    try {
      return thread.join(left(deadlineNanos)) ? request.failure : Optional.of("no answer in time");
    } finally {
      thread.interrupt();
    }
  }

  /** What is left until a deadline by {@link System#nanoTime}; never nothing at all. */
  static Duration left(long deadlineNanos) {
    return Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
  }

  @Override
  public void run() {
    try {
      action.run();
      failure = Optional.empty();
    } catch (ConsulException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
