// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database as it was at one moment, whatever is written meanwhile: a transaction of its own,
 * REPEATABLE READ, that only reads. Several queries may be open in it at once. Not thread-safe.
 */
public final class Moment implements AutoCloseable {
  private static final int ROWS_AT_ONCE = 500;

  private final Database database;
  private final Connection connection;

  private Moment(Database database, Connection connection) {
    this.database = database;
    this.connection = connection;
  }

  /**
   * Connects; the moment is now.
   *
   * @throws SourceAway when that can't be had
   */
  public static Moment of(Database database) {
    Connection connection = null;
    try {
      connection = database.connect();
      // Rows come as they are wanted only within a transaction.
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement statement = connection.createStatement()) {
        // The first statement chooses the moment.
        statement.execute("SELECT 1");
      }
      return new Moment(database, connection);
    } catch (SQLException e) {
      close(connection);
      throw database.away(e);
    }
  }

  /** Makes something of a row. */
  @FunctionalInterface
  interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  /** The rows of a query, a few at a time. */
  <T> Rows<T> rows(String sql, RowMapper<T> mapper) {
    try {
      Statement statement = connection.createStatement();
      statement.setFetchSize(ROWS_AT_ONCE);
      return new Rows<>(database, statement.executeQuery(sql), mapper);
    } catch (SQLException e) {
      throw database.away(e);
    }
  }

  @Override
  public void close() {
    close(connection);
  }

  private static void close(@org.jspecify.annotations.Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // What was read was read; the server ends a transaction whose connection is gone.
      }
    }
  }
}
