// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL, as a shop starts it. */
class PostgresTest {
  @TempDir private Path folder;
  private ShopHome home;
  private Postgres postgres;
  private RunningPart running;

  @BeforeEach
  void start() {
    home = ShopHome.of(folder, "shop", System.getenv()).create();
    FixedPorts ports =
        FixedPorts.reserve(folder.resolve("ports"), List.of(Postgres.NAME), Set.of(), new Random());
    postgres =
        new Postgres(
            home,
            home.data(),
            new Secrets(home.secrets(), new SecureRandom()),
            ports.of(Postgres.NAME),
            List.of("order", "payment"));
    running = RunningPart.start(postgres, home.ledger());
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void killed_andStartedAgain_hasWhatWasCommitted() throws Exception {
    run("order", "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (42)");
    running.killAndStart();
    assertThat(ask("order", "SELECT id FROM kept")).isEqualTo("42");
    assertThat(postgres.isReady()).isTrue();
    assertThat(running.stop()).as("ends when asked").isTrue();
    assertThat(postgres.isReady()).as("whatever was known of it before").isFalse();
  }

  @Test
  void killed_whilePidFileNamesAnotherProcess_startsAllTheSame() throws Exception {
    assertThat(running.stop()).isTrue();
    Path pidFile = home.data().resolve("postgres/postmaster.pid");
    Files.writeString(
        pidFile,
        ProcessHandle.current().pid() + "\n" + home.data() + "/postgres\n1\n" + "1\n\n\n  1 1\n");
    running = RunningPart.start(postgres, home.ledger());
    assertThat(ask("order", "SELECT 1")).isEqualTo("1");
  }

  @Test
  void role_ofOneService_mayNotEnterTheDatabaseOfAnother() {
    assertThatThrownBy(() -> connect("payment", "order", postgres.password("order")).close())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied for database");
    assertThatThrownBy(() -> connect("order", "order", "guessed").close())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void audit_mayReadEveryDatabase_andChangeNothing() throws Exception {
    run("order", "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (42)");
    String password = postgres.password(AuditRole.NAME);
    try (Connection connection = connect("order", AuditRole.NAME, password);
        Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("SELECT id FROM kept")) {
        assertThat(rows.next()).isTrue();
      }
      statement.execute("SET default_transaction_read_only = off");
      assertThatThrownBy(() -> statement.execute("DELETE FROM kept"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
    connect("payment", AuditRole.NAME, password).close();
    assertThatThrownBy(() -> connect("postgres", AuditRole.NAME, password).close())
        .isInstanceOf(SQLException.class);
  }

  @Test
  void settings_areDurable_andPasswordsAreNotInTheLog() throws Exception {
    assertThat(ask("order", "SHOW fsync")).isEqualTo("on");
    assertThat(ask("order", "SHOW synchronous_commit")).isEqualTo("on");
    assertThat(ask("order", "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(Files.readString(home.log(Postgres.NAME).file()))
        .doesNotContain(postgres.password("order"));
    assertThat(String.join(" ", postgres.spec().command()))
        .doesNotContain(postgres.password("postgres"));
  }

  private Connection connect(String database, String role, String password) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(Map.of("user", role, "password", password, "connectTimeout", "5"));
    return DriverManager.getConnection(postgres.url(database), properties);
  }

  private void run(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database, database, postgres.password(database));
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private String ask(String database, String query) throws SQLException {
    try (Connection connection = connect(database, database, postgres.password(database));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
