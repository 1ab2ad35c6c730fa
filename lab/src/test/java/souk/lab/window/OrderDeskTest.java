// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.audit.source.Database;
import souk.lab.part.AuditRole;
import souk.lab.part.PostgresWithData;

/** What stays of a look at the orders when their store was killed since the last one. */
class OrderDeskTest {
  @TempDir private Path folder;

  @Test
  void ordersOf_whenTheConnectionWasCut_areReadByANewOne() throws Exception {
    try (PostgresWithData postgres = PostgresWithData.start(folder);
        OrderDesk desk = desk(postgres)) {
      assertThat(desk.ordersOf("crt_1")).isEmpty();
      postgres.damage(
          "order",
          "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = '%s'"
              .formatted(AuditRole.NAME));

      assertThat(desk.ordersOf("crt_1")).isEmpty();
    }
  }

  @Test
  void ordersOf_whenTheStoreIsAway_fails() throws Exception {
    PostgresWithData postgres = PostgresWithData.start(folder);
    try (OrderDesk desk = desk(postgres)) {
      assertThat(desk.ordersOf("crt_1")).isEmpty();
      postgres.close();

      assertThatThrownBy(() -> desk.ordersOf("crt_1")).isInstanceOf(SQLException.class);
    }
  }

  private static OrderDesk desk(PostgresWithData postgres) {
    return new OrderDesk(
        new Database("order", postgres.url("order"), AuditRole.NAME, postgres.auditPassword()));
  }
}
