// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.util.Throwables;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseTest {
  private static final String MIGRATIONS = "souk/service/db/migration";

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension(MIGRATIONS);

  @Test
  void open_manyInstancesAtOnce_allFindTheDatabaseMigrated() {
    try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
      for (CompletableFuture<Integer> notes :
          java.util.stream.Stream.generate(
                  () -> CompletableFuture.supplyAsync(DatabaseTest::notes, starters))
              .limit(4)
              .toList()) {
        assertThat(notes.join()).isEqualTo(1);
      }
    }
  }

  @Test
  void jdbi_connectionsCut_worksAgainAndIsReachable() {
    Database database = postgres.database();
    postgres.cutConnections();

    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(count(database)).isEqualTo(1));
    assertThat(database.isReachable()).isTrue();
  }

  @Test
  void isReachable_allConnectionsAreInUse_itIs() {
    Database.Config of = postgres.config();
    try (Database database =
        Database.open(new Database.Config(of.url(), of.user(), of.password(), 1), MIGRATIONS)) {
      boolean reachable = database.jdbi().withHandle(theOnlyOne -> database.isReachable());

      assertThat(reachable).isTrue();
    }
  }

  @Test
  void isReachable_allConnectionsAreInUseOfADatabaseThatLetsNobodyIn_itIsNot() {
    Database.Config of = postgres.config();
    try (Database database =
        Database.open(new Database.Config(of.url(), of.user(), of.password(), 1), MIGRATIONS)) {
      boolean reachable =
          database
              .jdbi()
              .withHandle(
                  theOnlyOne -> {
                    postgres.letNobodyIn(true);
                    return database.isReachable();
                  });

      assertThat(reachable).isFalse();
    } finally {
      postgres.letNobodyIn(false);
    }
  }

  /** A burst is no moment to make connections in. */
  @Test
  void open_nobodyNeedsThemYet_allConnectionsAreMade() {
    Database.Config of = postgres.config();
    int others = of.poolSize();
    try (Database database =
        Database.open(new Database.Config(of.url(), of.user(), of.password(), 3), MIGRATIONS)) {
      Awaitility.await()
          .during(Duration.ofMillis(300))
          .until(() -> connections(database) == others + 3);
    }
  }

  private static long connections(Database database) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
                    .mapTo(Long.class)
                    .one());
  }

  @Test
  void statement_pastItsTime_isEndedByTheDatabase() {
    assertThatThrownBy(
            () -> postgres.database().jdbi().useHandle(h -> h.execute("SELECT pg_sleep(20)")))
        .hasStackTraceContaining("statement timeout");
  }

  @Test
  void failure_inTheLog_hasNeitherArgumentsNorRows() {
    String secret = "tok_secret_" + "x".repeat(8);
    String insert = "INSERT INTO note VALUES (:text)";
    postgres
        .database()
        .jdbi()
        .useHandle(h -> h.createUpdate(insert).bind("text", secret).execute());

    Throwable refused =
        catchThrowable(
            () ->
                postgres
                    .database()
                    .jdbi()
                    .useHandle(h -> h.createUpdate(insert).bind("text", secret).execute()));

    assertThat(refused).hasStackTraceContaining("duplicate key");
    assertThat(Throwables.getStackTrace(refused)).doesNotContain(secret);
    postgres.database().jdbi().useHandle(h -> h.execute("DELETE FROM note WHERE text = ?", secret));
  }

  @Test
  void config_urlThatIsNone_refused() {
    for (String url : List.of("postgres://h/d", "jdbc:postgresql://h:port/d", "jdbc:mysql://h/d")) {
      assertThatThrownBy(() -> new Database.Config(url, "u", "p", 1))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("SOUK_DB_URL");
    }
  }

  @Test
  void config_toString_hidesThePassword() {
    assertThat(new Database.Config("jdbc:postgresql://h/d", "u", "hunter2", 1).toString())
        .doesNotContain("hunter2");
  }

  private static int notes() {
    try (Database database = Database.open(postgres.config(), MIGRATIONS)) {
      return count(database);
    }
  }

  private static int count(Database database) {
    return database
        .jdbi()
        .withHandle(h -> h.createQuery("SELECT count(*) FROM note").mapTo(int.class).one());
  }
}
