// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import souk.service.telemetry.Telemetry;

/**
 * A service's own PostgreSQL database: a bounded pool, migrated before it is used. Thread-safe.
 *
 * <p>The pool fills at once, since to log in costs both sides more than most statements do, and a
 * pool that grows would do so just when there is too much to do already.
 *
 * <p>Nothing here waits without a bound, but for migrations, which take as long as they take: for
 * its turn 2 s, then for a connection 2 s, for a statement 5 s, for a lock 3 s, for the network 10
 * s. Turns come in the order in which they were asked for. No connection may be held across a
 * remote call.
 */
public final class Database implements AutoCloseable {
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);
  private static final String CONNECT_SECONDS = "2";
  private static final String SESSION_LIMITS =
      "-c statement_timeout=5s -c lock_timeout=3s -c idle_in_transaction_session_timeout=10s"
          + " -c plan_cache_mode=force_generic_plan";

  private final Config config;
  private final HikariDataSource pool;
  private final FairPool turns;
  private final Jdbi jdbi;

  /** Where the database is. The password is shown nowhere. */
  public record Config(String url, String user, String password, int poolSize) {
    public Config {
      requireNonNull(user, "user");
      requireNonNull(password, "password");
      if (!url.startsWith("jdbc:postgresql:") || !isUnderstood(url)) {
        throw new SettingException("SOUK_DB_URL (expected: jdbc:postgresql://host:port/database)");
      }
    }

    /** Reads {@code SOUK_DB_URL}, {@code _USER}, {@code _PASSWORD} and {@code _POOL}. */
    public static Config from(Settings settings) {
      return new Config(
          settings.text("SOUK_DB_URL"),
          settings.text("SOUK_DB_USER"),
          settings.secret("SOUK_DB_PASSWORD"),
          settings.number("SOUK_DB_POOL", 5, 1, 100));
    }

    /** Otherwise it would be taken for a server that is away. */
    private static boolean isUnderstood(String url) {
      try {
        return DriverManager.getDriver(url) != null;
      } catch (SQLException noneUnderstandsIt) {
        return false;
      }
    }

    @Override
    public String toString() {
      return user + " at " + url + ", " + poolSize + " connections";
    }
  }

  private Database(Config config, HikariDataSource pool) {
    this.config = config;
    this.pool = pool;
    this.turns = new FairPool(pool, CONNECTION_TIMEOUT);
    this.jdbi = Jdbi.create(turns);
    // Failures are logged, and what statements are given are ids and tokens.
    jdbi.configure(
        StatementExceptions.class, messages -> messages.setMessageRendering(MessageRendering.NONE));
  }

  /**
   * Connects and migrates, waiting for a database that is away for as long as it is. Instances that
   * start together migrate one after the other.
   *
   * @param migrations the folder of the Flyway scripts on the class path; a service's own, since
   *     services may share a class path
   * @throws SettingException at once when user, password or database are refused
   */
  public static Database open(Config config, String migrations) {
    return StoreStart.await("PostgreSQL (" + config + ")", () -> tryOpen(config, migrations));
  }

  /** The same, with its pool to be seen. */
  public static Database open(Config config, String migrations, Telemetry telemetry) {
    Database database = open(config, migrations);
    telemetry.watched().pool(database.pool, database.turns::waiting);
    return database;
  }

  private static Database tryOpen(Config config, String migrations) {
    try {
      return connected(config, migrations);
    } catch (RuntimeException failure) {
      throw meaning(failure, config);
    }
  }

  private static RuntimeException meaning(RuntimeException failure, Config config) {
    if (SqlFailures.isLoginRefused(failure)) {
      return new SettingException(
          "SOUK_DB_USER or SOUK_DB_PASSWORD is refused: " + config, failure);
    }
    if (SqlFailures.isUnknownDatabase(failure)) {
      return new SettingException("SOUK_DB_URL names no database: " + config, failure);
    }
    if (SqlFailures.isAway(failure)) {
      return new StoreStart.StoreAway(String.valueOf(failure.getMessage()), failure);
    }
    return failure;
  }

  private static Database connected(Config config, String migrations) {
    HikariConfig hikari = new HikariConfig();
    hikari.setJdbcUrl(config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password());
    hikari.setMaximumPoolSize(config.poolSize());
    hikari.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    hikari.setValidationTimeout(1_000);
    hikari.setKeepaliveTime(30_000);
    // Tries once: it is StoreStart that tries again.
    hikari.setInitializationFailTimeout(1);
    hikari.addDataSourceProperty("connectTimeout", CONNECT_SECONDS);
    hikari.addDataSourceProperty("socketTimeout", "10");
    hikari.addDataSourceProperty("tcpKeepAlive", "true");
    // At its first use, and not at its fifth.
    hikari.addDataSourceProperty("prepareThreshold", "1");
    hikari.addDataSourceProperty("options", SESSION_LIMITS);
    // The detail of a refused row is the row.
    hikari.addDataSourceProperty("logServerErrorDetail", "false");
    HikariDataSource pool = new HikariDataSource(hikari);
    try {
      // Not through the pool: a migration may take longer than a statement is allowed to.
      Flyway.configure()
          .dataSource(config.url(), config.user(), config.password())
          .locations("classpath:" + migrations)
          .validateMigrationNaming(true)
          .cleanDisabled(true)
          .load()
          .migrate();
    } catch (RuntimeException failure) {
      pool.close();
      throw failure;
    }
    return new Database(config, pool);
  }

  public Jdbi jdbi() {
    return jdbi;
  }

  /**
   * Whether the database answers, to a connection of the pool (out of turn) or, if none can be had,
   * to one more; blocks for up to 4 s. That all are in use is no sign that it is away: a busy
   * instance that said so would leave its work to others, who would be busy next.
   */
  public boolean isReachable() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid(1);
    } catch (SQLException noneToBeHad) {
      return letsOneMoreIn();
    }
  }

  private boolean letsOneMoreIn() {
    Properties login = new Properties();
    login.setProperty("user", config.user());
    login.setProperty("password", config.password());
    login.setProperty("connectTimeout", CONNECT_SECONDS);
    login.setProperty("socketTimeout", CONNECT_SECONDS);
    try (Connection connection = DriverManager.getConnection(config.url(), login)) {
      return connection.isValid(1);
    } catch (SQLException away) {
      return false;
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
