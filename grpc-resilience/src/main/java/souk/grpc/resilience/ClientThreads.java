// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Where things run: pauses on a timer thread, which does nothing else; attempts and callbacks on
 * the call's own executor, or on the given one when the call has none.
 */
record ClientThreads(ScheduledExecutorService timer, Executor fallback) {

  /**
   * One daemon thread for all targets of the process; a pause waits in it only for a retry that the
   * budget paid for.
   */
  private static final class SharedTimer {
    static final ScheduledExecutorService INSTANCE = start();

    private static ScheduledExecutorService start() {
      var timer =
          new ScheduledThreadPoolExecutor(
              1,
              task -> Thread.ofPlatform().daemon().name("grpc-resilience-timer").unstarted(task));
      timer.setRemoveOnCancelPolicy(true);
      return timer;
    }
  }

  static ScheduledExecutorService sharedTimer() {
    return SharedTimer.INSTANCE;
  }

  /**
   * Runs the task on the call's executor; on the fallback when that has been shut down, so that no
   * call stays open.
   */
  void execute(CallOptions options, Runnable task) {
    Executor own = options.getExecutor();
    if (own == null) {
      fallback.execute(task);
      return;
    }
    try {
      own.execute(task);
    } catch (RejectedExecutionException e) {
      fallback.execute(task);
    }
  }
}
