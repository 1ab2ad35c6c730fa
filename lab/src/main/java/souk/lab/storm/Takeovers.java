// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import souk.lab.part.ShopDatabases;

/**
 * Counts the tasks that were taken from a holder who did not come back in time, by looking at the
 * queue often: such a task is deleted once it is done. A lower bound, since some come and go
 * between two looks.
 */
public final class Takeovers implements Runnable {
  /**
   * Each taking adds one to the lease and to the attempts, each putting back one to the lease
   * alone: a task that was taken more often than it was put back, and once more, was taken over.
   */
  private static final String TAKEN_OVER =
      "SELECT order_id, kind, attempts FROM tasks WHERE 2 * attempts - 1 - lease > 0";

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final ShopDatabases databases;
  private final Set<String> seen = new HashSet<>();
  private volatile boolean over;

  public Takeovers(ShopDatabases databases) {
    this.databases = databases;
  }

  /** How many there were until now. */
  public synchronized int count() {
    return seen.size();
  }

  /** Lets it come to its end. */
  public void end() {
    over = true;
  }

  @Override
  public void run() {
    while (!over) {
      try (Connection connection = databases.connect("order")) {
        while (!over) {
          look(connection);
          TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
      } catch (SQLException e) {
        // PostgreSQL is one of those who are killed; it will be back.
        rest();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void rest() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      over = true;
    }
  }

  private void look(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TAKEN_OVER);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String taking = rows.getString(1) + rows.getString(2) + rows.getInt(3);
        synchronized (this) {
          seen.add(taking);
        }
      }
    }
  }
}
