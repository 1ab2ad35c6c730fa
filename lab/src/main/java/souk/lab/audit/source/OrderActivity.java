// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much is under way in the order service.
 *
 * @param pending orders to be decided
 * @param tasks that are tried
 * @param orders that there are
 * @param versions the sum of the orders' versions: it grows with each change
 */
public record OrderActivity(long pending, long tasks, long orders, long versions) {
  private static final String NOW =
      """
      SELECT count(*) FILTER (WHERE state = 'PENDING') AS pending, count(*) AS orders,
        COALESCE(sum(version), 0) AS versions,
        (SELECT count(*) FROM tasks WHERE parked_reason IS NULL) AS tasks
      FROM orders
      """;

  /**
   * As it is now.
   *
   * @throws SourceAway when it can't be asked
   */
  public static OrderActivity of(Database database) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(NOW)) {
      row.next();
      return new OrderActivity(
          row.getLong("pending"),
          row.getLong("tasks"),
          row.getLong("orders"),
          row.getLong("versions"));
    } catch (SQLException e) {
      throw database.away(e);
    }
  }

  /**
   * The database's clock.
   *
   * @throws SourceAway when it can't be asked
   */
  public static Instant clock(Database database) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT clock_timestamp() AS now")) {
      row.next();
      return Columns.instant(row, "now");
    } catch (SQLException e) {
      throw database.away(e);
    }
  }

  public boolean isAtRest() {
    return pending == 0 && tasks == 0;
  }

  /** Whether no order was placed or has changed in between. */
  public boolean isSameAs(@Nullable OrderActivity before) {
    return before != null && orders == before.orders && versions == before.versions;
  }

  @Override
  public String toString() {
    return "%d orders pending, %d tasks waiting, of %d orders".formatted(pending, tasks, orders);
  }
}
