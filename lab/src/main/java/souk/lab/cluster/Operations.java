// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import souk.lab.process.LabException;

/**
 * Who may do something to which instance: one operation at a time on each, until the end, which
 * interrupts all of them. Thread-safe.
 */
final class Operations {
  // All are guarded by this. In the order in which they came.
  private final Map<Instance, ReentrantLock> locks = new LinkedHashMap<>();
  private final Set<Thread> operators = new HashSet<>();
  private boolean ending;

  /**
   * @param instances all that there are at first
   */
  Operations(List<Instance> instances) {
    instances.forEach(instance -> locks.put(instance, new ReentrantLock()));
  }

  /** One more; throws {@link LabException} when everything ends. */
  synchronized void add(Instance instance) {
    requireNoEnd();
    locks.put(instance, new ReentrantLock());
  }

  /** One less, which has ended. */
  synchronized void remove(Instance instance) {
    locks.remove(instance);
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
    Collection<ReentrantLock> all;
    synchronized (this) {
      ending = true;
      operators.forEach(Thread::interrupt);
      all = List.copyOf(locks.values());
    }
    all.forEach(ReentrantLock::lock);
    try {
      last.run();
    } finally {
      all.forEach(ReentrantLock::unlock);
    }
  }

  private synchronized void enter() {
    requireNoEnd();
    operators.add(Thread.currentThread());
  }

  private synchronized void leave() {
    operators.remove(Thread.currentThread());
    // It was meant for the operation; the reply that follows would die of it.
    Thread.interrupted();
  }

  private void requireNoEnd() {
    if (ending) {
      throw new LabException("the shop is being stopped");
    }
  }

  /** Everyone takes them in the same order, and so nobody waits in a circle. */
  private synchronized List<ReentrantLock> locksOf(List<Instance> instances) {
    return locks.entrySet().stream()
        .filter(entry -> instances.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
