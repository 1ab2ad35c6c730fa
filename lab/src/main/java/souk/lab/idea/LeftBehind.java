// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import souk.lab.part.ShopDatabases;

/** The tasks that workers had in hand when they were killed. Used by one thread. */
final class LeftBehind {
  /**
   * Each taking adds one to the lease and to the attempts, each putting back one to the lease
   * alone: what was put back, or never taken, has a negative number here.
   */
  private static final String IN_HAND =
      """
      SELECT order_id, kind, lease FROM tasks
      WHERE owner = ? AND due_at > now() AND 2 * attempts - 1 - lease >= 0
      """;

  private static final String STILL_THERE =
      "SELECT count(*) FROM tasks WHERE order_id = ? AND kind = ? AND lease = ?";

  private static final String ALL = "SELECT count(*) FROM tasks";

  private final ShopDatabases databases;
  private final List<Task> tasks = new ArrayList<>();

  private record Task(String orderId, String kind, long lease) {}

  LeftBehind(ShopDatabases databases) {
    this.databases = databases;
  }

  /**
   * Notes what a worker that was just killed had in hand; to be asked before it is started again.
   *
   * @return how many tasks
   */
  int look(String worker) throws IOException {
    int before = tasks.size();
    try (Connection connection = databases.connect("order");
        PreparedStatement statement = connection.prepareStatement(IN_HAND)) {
      statement.setString(1, worker);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          tasks.add(new Task(rows.getString(1), rows.getString(2), rows.getLong(3)));
        }
      }
    } catch (SQLException e) {
      throw new IOException("can't look at the queue", e);
    }
    return tasks.size() - before;
  }

  /** How many there were of all who were killed. */
  int count() {
    return tasks.size();
  }

  /** How many of them nobody has taken, let alone done. */
  long stillThere() throws SQLException {
    long there = 0;
    try (Connection connection = databases.connect("order");
        PreparedStatement statement = connection.prepareStatement(STILL_THERE)) {
      for (Task task : tasks) {
        statement.setString(1, task.orderId());
        statement.setString(2, task.kind());
        statement.setLong(3, task.lease());
        there += number(statement);
      }
    }
    return there;
  }

  /** How many tasks there are at all. */
  long tasksOfAll() throws SQLException {
    try (Connection connection = databases.connect("order");
        PreparedStatement statement = connection.prepareStatement(ALL)) {
      return number(statement);
    }
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
