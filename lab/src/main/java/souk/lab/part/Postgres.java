// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import souk.lab.process.ChildSpec;
import souk.lab.process.LabException;
import souk.lab.process.Signal;

/** PostgreSQL: one server, one database and one role for each service that has data. */
final class Postgres implements Part {
  static final String NAME = "postgres";

  /** Loopback only and no socket file; durable as PostgreSQL is by default, and small. */
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "fsync=on",
          "synchronous_commit=on",
          "max_connections=200",
          "shared_buffers=32MB",
          "max_wal_size=256MB",
          "jit=off",
          "timezone=UTC",
          "log_timezone=UTC");

  private static final String SUPERUSER = "postgres";

  private final ShopHome home;
  private final Path disk;
  private final Secrets secrets;
  private final int port;
  private final List<String> databases;
  // Guarded by this.
  private @Nullable Connection asking;

  /**
   * @param disk where the folder of its data is made
   * @param databases the databases to make, each with a role of the same name
   */
  Postgres(ShopHome home, Path disk, Secrets secrets, int port, List<String> databases) {
    this.home = home;
    this.disk = disk;
    this.secrets = secrets;
    this.port = port;
    this.databases = List.copyOf(databases);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isStore() {
    return true;
  }

  @Override
  public String service() {
    return NAME;
  }

  @Override
  public String address() {
    return "127.0.0.1:" + port;
  }

  String url(String database) {
    return "jdbc:postgresql://" + address() + "/" + database;
  }

  String password(String role) {
    return secrets.password("postgres-" + role);
  }

  @Override
  public void prepare() {
    try {
      if (!Files.exists(data().resolve("PG_VERSION"))) {
        initialize();
      }
      forgetOtherProcess();
    } catch (IOException e) {
      throw new LabException("can't make PostgreSQL's data folder: " + e.getMessage(), e);
    }
  }

  @Override
  public ChildSpec spec() {
    List<String> command = command("postgres", "-D", data().toString(), "-c", "port=" + port);
    for (String setting : SETTINGS) {
      command.add("-c");
      command.add(setting);
    }
    return new ChildSpec(
        NAME,
        command,
        Programs.environment(),
        disk,
        home.log(NAME).file(),
        Signal.INT,
        ChildSpec.Rank.STORE);
  }

  /** Over a connection that is kept: to prove who asks costs far more than the answer. */
  @Override
  public synchronized boolean isReady() {
    try {
      if (asking != null && asking.isValid(1)) {
        return true;
      }
      forgetConnection();
      asking = connect();
      return asking.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private void forgetConnection() throws SQLException {
    Connection old = asking;
    asking = null;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void whenReady() {
    try (Connection connection = connect()) {
      new PostgresRoles(connection).provide(databases, this::password);
    } catch (SQLException e) {
      throw new LabException("can't make the services' databases: " + e.getMessage(), e);
    }
  }

  private Path data() {
    return disk.resolve(NAME);
  }

  /** Into a folder beside: one that was killed half-way is never taken for a whole one. */
  private void initialize() throws IOException {
    Path unfinished = disk.resolve(NAME + "-unfinished");
    Trees.delete(unfinished);
    password(SUPERUSER);
    List<String> command =
        command(
            "initdb",
            "--pgdata=" + unfinished,
            "--username=" + SUPERUSER,
            "--pwfile=" + secrets.file("postgres-" + SUPERUSER),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            // The same order on every machine, whatever locales it has.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--text-search-config=english");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log(NAME).file().toFile()));
    Process initdb = builder.start();
    try {
      if (initdb.waitFor() != 0) {
        throw new LabException(
            "PostgreSQL's initdb failed: "
                + String.join(" | ", home.log(NAME).tail(3))
                + " (see "
                + home.log(NAME).file()
                + ")");
      }
    } catch (InterruptedException e) {
      initdb.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while PostgreSQL's data folder was made", e);
    }
    Files.move(unfinished, data());
  }

  /**
   * A killed server leaves its pid in a file, and a new one refuses to start while any process has
   * that pid. That it is not another server of the same data is known here: this shop's lock is
   * held, and its ledger names no postgres.
   */
  private void forgetOtherProcess() throws IOException {
    Path file = data().resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    List<String> lines = Files.readAllLines(file);
    long pid = lines.isEmpty() ? 0 : Long.parseLong(lines.getFirst().strip());
    boolean somebodyElse =
        ProcessHandle.of(pid)
            .map(process -> !process.info().command().orElse("").endsWith("/postgres"))
            .orElse(false);
    if (somebodyElse) {
      Files.delete(file);
    }
  }

  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(RootShed.prefix(home.folder()));
    command.add(new Packages(home.cache()).postgres().resolve("bin/" + program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", SUPERUSER);
    properties.setProperty("password", password(SUPERUSER));
    properties.setProperty("connectTimeout", "1");
    properties.setProperty("loginTimeout", "2");
    properties.setProperty("socketTimeout", "30");
    return DriverManager.getConnection(url("postgres"), properties);
  }
}
