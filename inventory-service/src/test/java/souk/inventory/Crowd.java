// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.JdbiException;

/** Callers that all start at the same moment. */
final class Crowd {
  private static final int MAX_ATTEMPTS = 20;
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String QUERY_CANCELED = "57014";

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
                  return repeatedUntilInTime(caller);
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
   * A crowd may wait longer than the service allows: for a connection, or, on a machine that stood
   * still, for a lock or the statement's end. Callers are told UNAVAILABLE then, and ask again. A
   * deadlock is not asked again: it is what these tests look for.
   */
  private static <T> T repeatedUntilInTime(Callable<T> caller) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return caller.call();
      } catch (JdbiException failure) {
        if (attempt == MAX_ATTEMPTS || !isOutOfTime(failure)) {
          throw failure;
        }
      }
    }
  }

  private static boolean isOutOfTime(JdbiException failure) {
    return failure instanceof ConnectionException
        || (failure.getCause() instanceof SQLException sql
            && List.of(LOCK_NOT_AVAILABLE, QUERY_CANCELED).contains(sql.getSQLState()));
  }
}
