// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;
import org.postgresql.PGConnection;

/**
 * Gives each service a database and a role that owns it and may enter no other, and the audit a
 * role that may read them all. Done again, it changes nothing.
 */
final class PostgresRoles {
  private final Connection connection;

  PostgresRoles(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param names the databases, and the roles that own them
   * @param passwords a role's password
   */
  void provide(List<String> names, UnaryOperator<String> passwords) throws SQLException {
    // By default everyone may enter every database.
    execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
    String auditor = provideAuditor(passwords);
    for (String name : names) {
      provideRole(name, passwords);
      if (!exists("SELECT 1 FROM pg_database WHERE datname = ?", name)) {
        execute("CREATE DATABASE " + quoted(name) + " OWNER " + quoted(name));
      }
      execute("REVOKE ALL ON DATABASE " + quoted(name) + " FROM PUBLIC");
      execute("GRANT CONNECT ON DATABASE " + quoted(name) + " TO " + auditor);
    }
  }

  /** Who has no right to write can't; who only forgets to ask for a transaction that reads, too. */
  private String provideAuditor(UnaryOperator<String> passwords) throws SQLException {
    provideRole(AuditRole.NAME, passwords);
    String auditor = quoted(AuditRole.NAME);
    execute("GRANT pg_read_all_data TO " + auditor);
    execute("ALTER ROLE " + auditor + " SET default_transaction_read_only = on");
    return auditor;
  }

  private void provideRole(String name, UnaryOperator<String> passwords) throws SQLException {
    if (!exists("SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
      execute("CREATE ROLE " + quoted(name) + " LOGIN");
    }
    // The driver sends only the verifier, which is all that the server keeps.
    connection
        .unwrap(PGConnection.class)
        .alterUserPassword(name, passwords.apply(name).toCharArray(), "scram-sha-256");
  }

  private boolean exists(String query, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private String quoted(String name) throws SQLException {
    return connection.unwrap(PGConnection.class).escapeIdentifier(name);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
