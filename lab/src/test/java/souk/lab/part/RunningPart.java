// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import souk.lab.process.Child;
import souk.lab.process.Ledger;
import souk.lab.process.Signal;

/** A part that a test runs for real. */
final class RunningPart implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Part part;
  private final Ledger ledger;
  private Child child;

  private RunningPart(Part part, Ledger ledger, Child child) {
    this.part = part;
    this.ledger = ledger;
    this.child = child;
  }

  /** Starts it and waits until it is ready. */
  static RunningPart start(Part part, Ledger ledger) {
    part.prepare();
    RunningPart running = new RunningPart(part, ledger, Child.start(part.spec(), ledger));
    running.awaitReady();
    return running;
  }

  /** Ends it at once and starts it again, as often as it takes. */
  void killAndStart() {
    child.send(Signal.KILL);
    child.awaitExit(PATIENCE);
    part.prepare();
    child = Child.start(part.spec(), ledger);
    awaitReady();
  }

  /** Whether it ended when it was asked to. */
  boolean stop() {
    return child.stop(PATIENCE);
  }

  @Override
  public void close() {
    child.stop(PATIENCE);
  }

  private void awaitReady() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (!child.isAlive()) {
                child = Child.start(part.spec(), ledger);
              }
              return part.isReady();
            });
    part.whenReady();
  }
}
