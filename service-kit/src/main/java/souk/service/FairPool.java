// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * A pool's connections, for whoever has waited longest. The pool itself lets those who come just
 * when one is given back have it before those who wait, and then they wait anew: when there are
 * more who want one than there are, nearly all are served soon and a few not for seconds.
 * Thread-safe.
 */
final class FairPool implements ConnectionFactory {
  private final HikariDataSource pool;
  private final Duration longestWait;
  private final Semaphore turns;

  /**
   * @param longestWait for a turn; whoever has one waits for a connection as long as the pool
   *     allows
   */
  FairPool(HikariDataSource pool, Duration longestWait) {
    this.pool = pool;
    this.longestWait = longestWait;
    this.turns = new Semaphore(pool.getMaximumPoolSize(), true);
  }

  @Override
  public Connection openConnection() throws SQLException {
    awaitTurn();
    boolean opened = false;
    try {
      Connection connection = pool.getConnection();
      opened = true;
      return connection;
    } finally {
      if (!opened) {
        turns.release();
      }
    }
  }

  private void awaitTurn() throws SQLException {
    try {
      if (!turns.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SQLTransientConnectionException(
            "no connection was given back for %d ms; %d wait for one"
                .formatted(longestWait.toMillis(), waiting()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for a connection", e);
    }
  }

  @Override
  public void closeConnection(Connection connection) throws SQLException {
    try {
      connection.close();
    } finally {
      turns.release();
    }
  }

  /** How many wait for a turn now. */
  int waiting() {
    return turns.getQueueLength();
  }
}
