// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.function.Predicate;

/** What failures of a database mean, by the states of PostgreSQL's appendix A. */
final class SqlFailures {
  /**
   * Connection, resources, operator intervention, the server's own surroundings; transactions that
   * another made impossible, and one that was cut off because this process was paused in it.
   */
  private static final List<String> AWAY = List.of("08", "53", "57", "58", "40", "55P03", "25P03");

  private static final String REFUSED_LOGIN = "28";
  private static final String NO_SUCH_DATABASE = "3D000";

  private SqlFailures() {}

  /**
   * Whether the database can't be reached, is restarting or is full up, so that the same may
   * succeed later. Whether a statement that failed so was carried out is unknown.
   */
  static boolean isAway(Throwable failure) {
    return any(
        failure,
        sql ->
            sql instanceof SQLTransientException || AWAY.stream().anyMatch(s -> hasState(sql, s)));
  }

  /** Whether user or password are wrong. */
  static boolean isLoginRefused(Throwable failure) {
    return any(failure, sql -> hasState(sql, REFUSED_LOGIN));
  }

  /** Whether the server has no database of this name. */
  static boolean isUnknownDatabase(Throwable failure) {
    return any(failure, sql -> hasState(sql, NO_SUCH_DATABASE));
  }

  private static boolean hasState(SQLException failure, String prefix) {
    String state = failure.getSQLState();
    return state != null && state.startsWith(prefix);
  }

  private static boolean any(Throwable failure, Predicate<SQLException> matches) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && matches.test(sql)) {
        return true;
      }
    }
    return false;
  }
}
