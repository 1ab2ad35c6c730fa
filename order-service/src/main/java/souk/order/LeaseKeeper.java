// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of what this instance works on: the sign of life by which others leave its
 * tasks alone. To be closed after the runner. Thread-safe.
 */
final class LeaseKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private final TaskStore store;
  private final TaskRunner runner;
  private final Duration heartbeat;
  private final Thread thread;

  /**
   * @param heartbeat several times in a lease
   */
  LeaseKeeper(TaskStore store, TaskRunner runner, Duration heartbeat) {
    this.store = store;
    this.runner = runner;
    this.heartbeat = heartbeat;
    this.thread = Thread.ofPlatform().name("task-leases").daemon().start(this::keep);
  }

  private void keep() {
    while (true) {
      try {
        Thread.sleep(heartbeat);
        Collection<Lease> running = runner.running();
        if (!running.isEmpty()) {
          store.renew(running);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException failure) {
        log.warn("leases are not renewed; others may take the tasks", failure);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
