// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import souk.lab.process.LabException;

/**
 * Who may do something to which instance: one operation at a time on each, until the end, which
 * interrupts all of them. Thread-safe.
 */
final class Operations {
  private final List<Instance> order;
  private final List<ReentrantLock> locks;
  private final Set<Thread> operators = new HashSet<>();
  private boolean ending;

  /**
   * @param instances all that there are
   */
  Operations(List<Instance> instances) {
    this.order = List.copyOf(instances);
    this.locks = instances.stream().map(instance -> new ReentrantLock()).toList();
  }

  /**
   * Does it once nothing else is done to these; throws {@link LabException} when everything ends
   * instead.
   */
  void run(List<Instance> instances, Runnable operation) {
    enter();
    List<ReentrantLock> had = new ArrayList<>();
    try {
      for (ReentrantLock lock : locksOf(instances)) {
        lock.lockInterruptibly();
        had.add(lock);
      }
      operation.run();
    } catch (InterruptedException e) {
      throw new LabException("the shop is being stopped", e);
    } finally {
      had.forEach(ReentrantLock::unlock);
      leave();
    }
  }

  /** Interrupts what is being done, refuses all that comes later, and does the last thing. */
  void end(Runnable last) {
    synchronized (this) {
      ending = true;
      operators.forEach(Thread::interrupt);
    }
    locks.forEach(ReentrantLock::lock);
    try {
      last.run();
    } finally {
      locks.forEach(ReentrantLock::unlock);
    }
  }

  private synchronized void enter() {
    if (ending) {
      throw new LabException("the shop is being stopped");
    }
    operators.add(Thread.currentThread());
  }

  private synchronized void leave() {
    operators.remove(Thread.currentThread());
    // It was meant for the operation; the reply that follows would die of it.
    Thread.interrupted();
  }

  /** Everyone takes them in the same order, and so nobody waits in a circle. */
  private List<ReentrantLock> locksOf(List<Instance> instances) {
    return instances.stream()
        .map(order::indexOf)
        .sorted(Comparator.naturalOrder())
        .map(locks::get)
        .toList();
  }
}
