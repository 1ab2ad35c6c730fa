// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A service that starts before its PostgreSQL does, or that is told the wrong one. */
class DatabaseStartTest {
  private static final String MIGRATIONS = "souk/service/db/migration";

  @TempDir Path folder;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private int port;

  @BeforeEach
  void listen() throws IOException {
    port = FreePort.choose();
    lines.start();
    root.addAppender(lines);
  }

  @AfterEach
  void listenNoMore() {
    root.detachAppender(lines);
  }

  @Test
  void open_databaseStartedLate_waitsSaysSoOnceAndGoesOn() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Database> opening =
          threads.submit(() -> Database.open(login("postgres", "x", "postgres"), MIGRATIONS));
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(5))
          .until(() -> !opening.isDone());

      try (EmbeddedPostgres late = start();
          Database database = opening.get(20, TimeUnit.SECONDS)) {
        assertThat(late.getPort()).isEqualTo(port);
        assertThat(database.isReachable()).isTrue();
        int notes =
            database
                .jdbi()
                .withHandle(h -> h.createQuery("SELECT count(*) FROM note").mapTo(int.class).one());
        assertThat(notes).isOne();
      }
    }
    assertThat(said()).hasSize(2);
    assertThat(said().getFirst()).contains("127.0.0.1:" + port, "waiting").doesNotContain("\n");
    assertThat(said().getLast()).contains("is there");
    assertThat(lines.list).allMatch(line -> line.getThrowableProxy() == null);
  }

  @Test
  void open_wrongLoginOrDatabase_saidAtOnceWithoutThePassword() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      execute(postgres, "CREATE ROLE shop LOGIN PASSWORD 'right'");

      assertThatThrownBy(() -> Database.open(login("shop", "wr0ng", "postgres"), MIGRATIONS))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("SOUK_DB_PASSWORD")
          .hasMessageNotContaining("wr0ng");
      assertThatThrownBy(() -> Database.open(login("nobody", "right", "postgres"), MIGRATIONS))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("SOUK_DB_USER");
      assertThatThrownBy(() -> Database.open(login("shop", "right", "postgras"), MIGRATIONS))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("SOUK_DB_URL");
    }
    assertThat(said()).isEmpty();
  }

  private List<String> said() {
    return lines.list.stream()
        .filter(line -> line.getLoggerName().equals(StoreStart.class.getName()))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  /** Asks everybody but its superuser for a password. */
  private EmbeddedPostgres start() throws IOException {
    Path logins = folder.resolve("pg_hba.conf");
    Files.writeString(
        logins,
        """
        host all postgres 127.0.0.1/32 trust
        host all all 127.0.0.1/32 scram-sha-256
        """);
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setServerConfig("hba_file", logins.toString())
        .start();
  }

  private Database.Config login(String user, String password, String database) {
    return new Database.Config(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, user, password, 2);
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws Exception {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
