// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs what it is given at once, or, as threads in an overload, when the test says so. */
final class HeldExecutor implements Executor {
  private final Queue<Runnable> held = new ArrayDeque<>();
  private boolean holds;
  private boolean rejects;

  @Override
  public synchronized void execute(Runnable task) {
    if (rejects) {
      throw new RejectedExecutionException("closed");
    }
    if (holds) {
      held.add(task);
    } else {
      task.run();
    }
  }

  synchronized void hold() {
    holds = true;
  }

  /** Runs what was held. */
  synchronized void release() {
    holds = false;
    while (!held.isEmpty()) {
      held.remove().run();
    }
  }

  synchronized void close(boolean closed) {
    rejects = closed;
  }
}
