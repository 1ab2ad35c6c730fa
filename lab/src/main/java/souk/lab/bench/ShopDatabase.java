// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import souk.lab.part.ShopDatabases;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;

/** What a running shop's PostgreSQL says about the work that was done. Reads only. */
public final class ShopDatabase implements AutoCloseable {
  private static final Duration QUIET_PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /**
   * A server process tells its numbers at most so late after its last transaction (PostgreSQL's
   * PGSTAT_IDLE_INTERVAL).
   */
  private static final Duration NUMBERS_ARE_LATE = Duration.ofSeconds(11);

  private final Connection orders;

  private ShopDatabase(Connection orders) {
    this.orders = orders;
  }

  /**
   * Connects; throws {@link LabException} when it can't.
   *
   * @param address of PostgreSQL, host:port
   */
  public static ShopDatabase of(ShopHome home, String address) {
    try {
      return new ShopDatabase(new ShopDatabases(home, address).connect("order"));
    } catch (SQLException e) {
      throw new LabException("can't ask the shop's databases: " + e.getMessage(), e);
    }
  }

  /** Transactions since the server's beginning. */
  public record Commits(SortedMap<String, Long> byDatabase, long writing) {
    /** What was committed between then and now. */
    public Commits since(Commits earlier) {
      SortedMap<String, Long> delta = new TreeMap<>();
      byDatabase.forEach(
          (name, count) -> delta.put(name, count - earlier.byDatabase.getOrDefault(name, 0L)));
      return new Commits(delta, writing - earlier.writing);
    }
  }

  /** Waits until no order has anything left to be done, but what a person has to look at. */
  public void awaitQuiet() throws InterruptedException {
    long end = System.nanoTime() + QUIET_PATIENCE.toNanos();
    while (one("SELECT count(*) FROM tasks WHERE parked_reason IS NULL") > 0) {
      if (System.nanoTime() > end) {
        throw new LabException("tasks are left after " + QUIET_PATIENCE.toSeconds() + " s");
      }
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
  }

  /** Reads them, after a wait, without which the last ones would be missing. */
  public Commits commits() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(NUMBERS_ARE_LATE.toNanos());
    SortedMap<String, Long> commits = new TreeMap<>();
    String query = "SELECT datname, xact_commit FROM pg_stat_database WHERE datname = ANY (?)";
    try (PreparedStatement statement = orders.prepareStatement(query)) {
      statement.setArray(
          1,
          orders.createArrayOf(
              "text", new String[] {"order", "catalog", "inventory", "payment", "acquirer"}));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          commits.put(rows.getString(1), rows.getLong(2));
        }
      }
      return new Commits(commits, writes());
    } catch (SQLException e) {
      throw new LabException("can't ask for commits: " + e.getMessage(), e);
    }
  }

  /** Transactions that wrote something, since the server's beginning; others have no number. */
  public long writes() {
    return one("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
  }

  @Override
  public void close() {
    try {
      orders.close();
    } catch (SQLException e) {
      throw new LabException("can't leave the shop's database: " + e.getMessage(), e);
    }
  }

  private long one(String query) {
    try (PreparedStatement statement = orders.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new LabException("can't ask the shop's database: " + e.getMessage(), e);
    }
  }
}
