// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A service's database, and the role that may read it.
 *
 * @param name for people
 * @param url by JDBC
 */
public record Database(String name, String url, String user, String password) {
  private static final String TIMEOUT_SECONDS = "5";
  private static final String LONGEST_QUERY_SECONDS = "120";

  /** Without the password. */
  @Override
  public String toString() {
    return name + " at " + url + " as " + user;
  }

  /** A connection of the caller's; that it may only read is asked of the server as well. */
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "souk-audit");
    properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
    properties.setProperty("loginTimeout", TIMEOUT_SECONDS);
    properties.setProperty("socketTimeout", LONGEST_QUERY_SECONDS);
    properties.setProperty("readOnly", "true");
    properties.setProperty("options", "-c default_transaction_read_only=on -c timezone=UTC");
    return DriverManager.getConnection(url, properties);
  }

  SourceAway away(SQLException e) {
    return new SourceAway(name + " database", String.valueOf(e.getMessage()).strip(), e);
  }
}
