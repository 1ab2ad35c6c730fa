// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows of a query, of which the next one can be looked at. Not thread-safe. */
final class Rows<T> {
  private final Database database;
  private final ResultSet rows;
  private final Moment.RowMapper<T> mapper;
  private @Nullable T next;

  Rows(Database database, ResultSet rows, Moment.RowMapper<T> mapper) {
    this.database = database;
    this.rows = rows;
    this.mapper = mapper;
    advance();
  }

  /** Null when there is none left. */
  @Nullable T peek() {
    return next;
  }

  /** The one that {@link #peek} shows, and goes on. */
  @Nullable T take() {
    T taken = next;
    if (taken != null) {
      advance();
    }
    return taken;
  }

  void forEach(Consumer<T> consumer) {
    for (T row = take(); row != null; row = take()) {
      consumer.accept(row);
    }
  }

  private void advance() {
    try {
      next = rows.next() ? mapper.map(rows) : null;
      if (next == null) {
        rows.getStatement().close();
      }
    } catch (SQLException e) {
      throw database.away(e);
    } catch (IllegalArgumentException e) {
      throw new SourceAway(database.name() + " database", "not understood: " + e.getMessage(), e);
    }
  }
}
