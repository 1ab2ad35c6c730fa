// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FairPoolTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/service/db/migration");

  private final HikariDataSource ofOne = new HikariDataSource();

  @BeforeEach
  void open() {
    Database.Config config = postgres.config();
    ofOne.setJdbcUrl(config.url());
    ofOne.setUsername(config.user());
    ofOne.setPassword(config.password());
    ofOne.setMaximumPoolSize(1);
    ofOne.setConnectionTimeout(5_000);
  }

  @AfterEach
  void close() {
    ofOne.close();
  }

  @Test
  void openConnection_whoGaveOneBackAsksAgainAtOnce_isServedAfterAllWhoWaited() throws Exception {
    FairPool pool = new FairPool(ofOne, Duration.ofSeconds(30));
    Queue<Integer> served = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Connection first = pool.openConnection();
      List<Future<?>> waiters = new ArrayList<>();
      for (int i = 1; i <= 20; i++) {
        int number = i;
        waiters.add(threads.submit(() -> serve(pool, number, served)));
        Awaitility.await().until(() -> pool.waiting() == number);
      }

      pool.closeConnection(first);
      serve(pool, 21, served);

      for (Future<?> waiter : waiters) {
        waiter.get();
      }
    }
    assertThat(List.copyOf(served)).hasSize(21).isSorted();
  }

  /** For the executor, which wants a value of what may throw. */
  private static int serve(FairPool pool, int number, Queue<Integer> served) throws SQLException {
    Connection connection = pool.openConnection();
    served.add(number);
    pool.closeConnection(connection);
    return number;
  }

  @Test
  void openConnection_noneIsGivenBackInTime_saidAndNoTurnIsLost() throws SQLException {
    FairPool pool = new FairPool(ofOne, Duration.ofMillis(50));
    Connection only = pool.openConnection();

    assertThatThrownBy(pool::openConnection)
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasMessage("no connection was given back for 50 ms; 0 wait for one");

    pool.closeConnection(only);
    pool.closeConnection(pool.openConnection());
  }

  @Test
  void openConnection_thePoolHasNone_itsFailureAndNoTurnIsLost() {
    FairPool pool = new FairPool(ofOne, Duration.ofMillis(50));
    ofOne.close();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(pool::openConnection).hasMessageContaining("has been closed");
    }
  }

  @Test
  void closeConnection_ofAHandleThatIsClosedTwice_givesOneTurn() throws SQLException {
    FairPool pool = new FairPool(ofOne, Duration.ofMillis(50));
    Handle handle = Jdbi.create(pool).open();
    handle.close();
    handle.close();

    Connection only = pool.openConnection();

    assertThatThrownBy(pool::openConnection).hasMessageContaining("no connection was given back");
    pool.closeConnection(only);
  }

  @Test
  void openConnection_interrupted_endsAtOnceAndStaysInterrupted() throws Exception {
    FairPool pool = new FairPool(ofOne, Duration.ofSeconds(30));
    Connection only = pool.openConnection();

    Thread.currentThread().interrupt();

    assertThatThrownBy(pool::openConnection).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    pool.closeConnection(only);
    pool.closeConnection(pool.openConnection());
  }
}
