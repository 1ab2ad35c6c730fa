// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.flywaydb.core.Flyway;

/** A real PostgreSQL, as a shop starts it, with the tables as the services make them. */
public final class PostgresWithData implements AutoCloseable {
  private static final List<String> SERVICES = List.of("order", "inventory", "payment");

  private final Postgres postgres;
  private final RunningPart running;

  private PostgresWithData(Postgres postgres, RunningPart running) {
    this.postgres = postgres;
    this.running = running;
  }

  /**
   * Starts it.
   *
   * @param folder for its data
   */
  public static PostgresWithData start(Path folder) {
    ShopHome home = ShopHome.of(folder, "shop", System.getenv()).create();
    FixedPorts ports =
        FixedPorts.reserve(folder.resolve("ports"), List.of(Postgres.NAME), Set.of(), new Random());
    Postgres postgres =
        new Postgres(
            home,
            home.data(),
            new Secrets(home.secrets(), new SecureRandom()),
            ports.of(Postgres.NAME),
            SERVICES);
    PostgresWithData data =
        new PostgresWithData(postgres, RunningPart.start(postgres, home.ledger()));
    SERVICES.forEach(data::migrate);
    return data;
  }

  public String url(String service) {
    return postgres.url(service);
  }

  public String auditPassword() {
    return postgres.password(AuditRole.NAME);
  }

  /** Writes into a service's database, as that service. */
  public void write(String service, String... statements) throws SQLException {
    run(service, service, statements);
  }

  /** Writes into a service's database what the service may not. */
  public void damage(String service, String... statements) throws SQLException {
    run(service, "postgres", statements);
  }

  private void run(String service, String role, String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(url(service), role, postgres.password(role));
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private void migrate(String service) {
    Flyway.configure()
        .dataSource(url(service), service, postgres.password(service))
        .locations("classpath:souk/" + service + "/db/migration")
        .load()
        .migrate();
  }

  @Override
  public void close() {
    running.close();
  }
}
