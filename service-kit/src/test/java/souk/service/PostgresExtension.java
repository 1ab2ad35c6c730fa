// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real PostgreSQL, one for all test classes of a JVM, with a fresh, migrated database for each
 * class. Register it as a static field.
 */
public final class PostgresExtension implements BeforeAllCallback, AfterAllCallback {
  private static final AtomicInteger databases = new AtomicInteger();

  private final String migrations;
  private String name = "";
  private Database database;

  /**
   * @param migrations the folder of the Flyway scripts on the class path
   */
  public PostgresExtension(String migrations) {
    this.migrations = migrations;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    name = "test_" + databases.incrementAndGet();
    Server.execute("CREATE DATABASE " + name);
    database = Database.open(config(), migrations);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    database.close();
    Server.execute("DROP DATABASE " + name + " WITH (FORCE)");
  }

  /** The class's database; open from before the first test until after the last. */
  public Database database() {
    return database;
  }

  /** Where it is, for a second pool on the same database. */
  public Database.Config config() {
    return new Database.Config(
        Server.postgres().getJdbcUrl("postgres", name), "postgres", "postgres", 16);
  }

  /** Ends all connections of the class's database, as a failing network or a fail-over would. */
  public void cutConnections() {
    Server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
  }

  /** Who is in stays; who comes is refused. */
  public void letNobodyIn(boolean closed) {
    Server.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS " + !closed);
  }

  private static final class Server {
    private static EmbeddedPostgres postgres;

    static synchronized EmbeddedPostgres postgres() {
      if (postgres == null) {
        try {
          // Its own shutdown hook ends it with the JVM.
          postgres =
              EmbeddedPostgres.builder()
                  .setPort(FreePort.choose())
                  .setServerConfig("max_connections", "200")
                  .start();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return postgres;
    }

    static void execute(String sql) {
      try (Connection connection = postgres().getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(sql, e);
      }
    }
  }
}
