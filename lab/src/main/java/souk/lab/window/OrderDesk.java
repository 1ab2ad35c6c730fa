// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import souk.lab.audit.source.Database;

/**
 * Reads the order service's database, of which it changes nothing. Keeps one connection, and asks
 * again by a new one when it was cut: a store that is killed takes it along, and may be back before
 * it is used again. Confined to one thread.
 */
final class OrderDesk implements AutoCloseable {
  private final String url;
  private final Properties login = new Properties();
  private @Nullable Connection connection;

  /**
   * @param orders where, and as whom
   */
  OrderDesk(Database orders) {
    this.url = orders.url();
    login.setProperty("user", orders.user());
    login.setProperty("password", orders.password());
    login.setProperty("connectTimeout", "1");
    login.setProperty("socketTimeout", "5");
    login.setProperty("readOnly", "true");
  }

  /**
   * What is still under way.
   *
   * @param tasks by kind, those that are parked as {@code parked KIND}
   */
  record Activity(int pending, List<String> tasks) {
    boolean isNone() {
      return pending == 0 && tasks.isEmpty();
    }

    /** Whether none of these kinds of task is left. */
    boolean isWithout(String... kinds) {
      return tasks.stream().noneMatch(task -> List.of(kinds).contains(task));
    }
  }

  /** A stored order. */
  record Stored(String id, String state, String reason) {}

  /**
   * A task that somebody has taken.
   *
   * @param lease the number of this taking
   * @param dueSeconds when the lease ends, in seconds since 1970
   */
  record Held(String order, String kind, long lease, String owner, double dueSeconds) {}

  Activity activity() throws SQLException {
    int pending =
        query("SELECT count(*) FROM orders WHERE state = 'PENDING'", null, row -> row.getInt(1))
            .getFirst();
    List<String> tasks =
        query(
            "SELECT CASE WHEN parked_reason IS NULL THEN kind ELSE 'parked ' || kind END FROM tasks",
            null,
            row -> row.getString(1));
    return new Activity(pending, tasks);
  }

  /** The orders of a cart, the first first. */
  List<Stored> ordersOf(String cart) throws SQLException {
    return query(
        "SELECT order_id, state, reason FROM orders WHERE cart_id = ? ORDER BY cart_order",
        cart,
        row -> new Stored(row.getString(1), row.getString(2), row.getString(3)));
  }

  /** All tasks that have an owner. */
  List<Held> held() throws SQLException {
    return query(
        """
        SELECT order_id, kind, lease, owner, extract(epoch FROM due_at)
        FROM tasks WHERE owner IS NOT NULL
        """,
        null,
        row ->
            new Held(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getDouble(5)));
  }

  @Override
  public void close() {
    Connection last = connection;
    connection = null;
    if (last != null) {
      try {
        last.close();
      } catch (SQLException e) {
        // It was broken; it is not used any more.
      }
    }
  }

  private interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, @Nullable String argument, Row<T> mapper)
      throws SQLException {
    boolean kept = connection != null;
    try {
      return queryOnce(sql, argument, mapper);
    } catch (SQLException e) {
      close();
      if (!kept) {
        throw e;
      }
    }
    return query(sql, argument, mapper);
  }

  private <T> List<T> queryOnce(String sql, @Nullable String argument, Row<T> mapper)
      throws SQLException {
    try (PreparedStatement statement = connection().prepareStatement(sql)) {
      if (argument != null) {
        statement.setString(1, argument);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(mapper.of(result));
        }
      }
      return rows;
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = DriverManager.getConnection(url, login);
      connection = open;
    }
    return open;
  }
}
