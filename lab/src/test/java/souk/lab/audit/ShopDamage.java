// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import souk.lab.part.ShopHome;

/** Changes a shop's databases behind its back, and puts it right again. */
final class ShopDamage implements AutoCloseable {
  private final ShopHome home;
  private final String postgres;
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /**
   * @param postgres its address, host:port
   */
  ShopDamage(ShopHome home, String postgres) {
    this.home = home;
    this.postgres = postgres;
  }

  /** Runs a statement as the superuser, and the other one when this is closed. */
  ShopDamage sql(String database, String damage, String repair) throws Exception {
    execute(database, damage);
    undo.push(
        () -> {
          try {
            execute(database, repair);
          } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
          }
        });
    return this;
  }

  /** Deletes an order's rows of a table. */
  ShopDamage delete(String database, String table, String orderId) throws Exception {
    String where = " WHERE order_id = '" + orderId + "'";
    execute(database, "CREATE TABLE kept AS SELECT * FROM " + table + where);
    return sql(
        database,
        "DELETE FROM " + table + where,
        "INSERT INTO " + table + " SELECT * FROM kept; DROP TABLE kept");
  }

  /** Adds to the acquirer's statement. */
  ShopDamage entry(String operation, String key, long amount) throws Exception {
    return sql(
        "acquirer",
        "INSERT INTO statement_entry SELECT max(position) + 1, '%s', '%s', %d, 'EUR', now()"
                .formatted(operation, key, amount)
            + " FROM statement_entry",
        "DELETE FROM statement_entry WHERE position ="
            + " (SELECT max(position) FROM statement_entry)");
  }

  /** Has payment have found something that it could not repair. */
  ShopDamage discrepancy(String key, String kind) throws Exception {
    String trigger = "ALTER TABLE reconciliation_finding %s TRIGGER findings_are_append_only;";
    return sql(
        "payment",
        "INSERT INTO reconciliation_finding VALUES ('%s', '%s', 'DISCREPANCY', '', '', now())"
            .formatted(key, kind),
        trigger.formatted("DISABLE")
            + "DELETE FROM reconciliation_finding WHERE key = '"
            + key
            + "';"
            + trigger.formatted("ENABLE"));
  }

  /** Moves a file, and back again. */
  void move(Path file, Path elsewhere) throws IOException {
    Files.move(file, elsewhere);
    undo.push(
        () -> {
          try {
            Files.move(elsewhere, file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Writes a file, and deletes it again. */
  void write(Path file, String content) throws IOException {
    Files.writeString(file, content);
    undo.push(
        () -> {
          try {
            Files.delete(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  void undoneBy(Runnable repair) {
    undo.push(repair);
  }

  String ask(String database, String query) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Override
  public void close() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  private void execute(String database, String sql) throws IOException, SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect(String database) throws IOException, SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + postgres + "/" + database,
        "postgres",
        Files.readString(home.secrets().resolve("postgres-postgres")).strip());
  }
}
