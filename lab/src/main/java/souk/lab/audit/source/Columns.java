// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads columns. */
final class Columns {
  private Columns() {}

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** Elements may be null; empty for NULL. */
  static List<@Nullable String> texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
  }

  /** Two arrays of the same length, as pieces of each product. */
  static Map<String, Long> lines(ResultSet row, String products, String quantities)
      throws SQLException {
    Array names = row.getArray(products);
    Array numbers = row.getArray(quantities);
    Map<String, Long> lines = new HashMap<>();
    if (names != null && numbers != null) {
      String[] product = (String[]) names.getArray();
      Long[] quantity = (Long[]) numbers.getArray();
      for (int i = 0; i < product.length; i++) {
        lines.merge(product[i], quantity[i], Long::sum);
      }
    }
    return lines;
  }
}
