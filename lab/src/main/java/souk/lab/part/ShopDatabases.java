// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * The databases of a running shop, to look at. Thread-safe.
 *
 * @param address of PostgreSQL, host:port
 */
public record ShopDatabases(ShopHome home, String address) {
  /** A connection that changes nothing; to be closed. */
  public Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", AuditRole.NAME);
    properties.setProperty("password", password());
    properties.setProperty("readOnly", "true");
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("loginTimeout", "5");
    properties.setProperty("socketTimeout", "30");
    return DriverManager.getConnection("jdbc:postgresql://" + address + "/" + database, properties);
  }

  private String password() throws SQLException {
    try {
      return Files.readString(home.secrets().resolve(AuditRole.SECRET), StandardCharsets.US_ASCII)
          .strip();
    } catch (IOException e) {
      throw new SQLException("there is no password for " + AuditRole.NAME, e);
    }
  }
}
