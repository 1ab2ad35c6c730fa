// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.ConnectionException;

/** Callers that all start at the same moment. */
final class Crowd {
  private static final int MAX_ATTEMPTS = 20;

  private Crowd() {}

  /** What each was answered, in their order; the first failure is thrown. */
  static <T> List<T> call(List<Callable<T>> callers) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> caller : callers) {
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return repeatedUntilConnected(caller);
                }));
      }
      start.countDown();
      List<T> answers = new ArrayList<>();
      for (Future<T> future : futures) {
        answers.add(future.get(60, TimeUnit.SECONDS));
      }
      return answers;
    }
  }

  /**
   * A crowd may wait longer for the pool than the pool allows; then it asks again, as callers do.
   */
  private static <T> T repeatedUntilConnected(Callable<T> caller) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return caller.call();
      } catch (ConnectionException noneFree) {
        if (attempt == MAX_ATTEMPTS) {
          throw noneFree;
        }
      }
    }
  }
}
