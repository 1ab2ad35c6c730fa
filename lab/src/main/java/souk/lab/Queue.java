// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Turn;

/**
 * Experiments that follow each other. When one cedes, the next begins, and goes on as far as it may
 * before the first has ended; what it says until then is held back. There are never more than two.
 */
final class Queue implements AutoCloseable {
  private final Runner runner;
  private final PrintWriter out;
  private final PrintWriter err;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("run-", 1).factory());

  /** How one is run. */
  @FunctionalInterface
  interface Runner {
    Findings run(Experiment experiment, Turn turn, PrintWriter out, PrintWriter err)
        throws IOException, InterruptedException;
  }

  Queue(Runner runner, PrintWriter out, PrintWriter err) {
    this.runner = runner;
    this.out = out;
    this.err = err;
  }

  /**
   * Blocks until all have ended, or one could not even begin.
   *
   * @param ended told what each has found, in their order
   */
  void run(Collection<Experiment> experiments, Consumer<Findings> ended)
      throws IOException, InterruptedException {
    Deque<Experiment> waiting = new ArrayDeque<>(experiments);
    InTurn current = begin(waiting.poll());
    while (current != null) {
      current.comesUp();
      current.ceded.await();
      InTurn next = begin(waiting.poll());
      ended.accept(current.findings());
      current = next;
    }
  }

  private @Nullable InTurn begin(@Nullable Experiment experiment) {
    return experiment == null ? null : new InTurn(experiment);
  }

  /** Those that still run are interrupted. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private final class InTurn implements Turn {
    private final Experiment experiment;
    private final HeldWriter heldOut = new HeldWriter(out);
    private final HeldWriter heldErr = new HeldWriter(err);
    private final CountDownLatch up = new CountDownLatch(1);
    private final CountDownLatch ceded = new CountDownLatch(1);
    private final Future<Findings> findings;

    InTurn(Experiment experiment) {
      this.experiment = experiment;
      this.findings = threads.submit(this::run);
    }

    private Findings run() throws IOException, InterruptedException {
      try {
        return runner.run(
            experiment, this, new PrintWriter(heldOut, true), new PrintWriter(heldErr, true));
      } finally {
        ceded.countDown();
      }
    }

    void comesUp() {
      err.println("--- " + experiment.name());
      heldErr.letGo();
      heldOut.letGo();
      up.countDown();
    }

    Findings findings() throws IOException, InterruptedException {
      try {
        return findings.get();
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case IOException known -> throw known;
          case InterruptedException known -> throw known;
          case RuntimeException known -> throw known;
          case null, default -> throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public void await() throws InterruptedException {
      up.await();
    }

    @Override
    public void cede() {
      ceded.countDown();
    }
  }
}
