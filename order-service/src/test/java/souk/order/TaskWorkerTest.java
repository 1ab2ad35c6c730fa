// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.order.OrderFixture.BOUND;
import static souk.order.OrderFixture.request;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.order.OrderFixture.Shopper;
import souk.service.PostgresExtension;
import souk.v1.Order.State;

/** How many of the tasks that nobody waits for are worked on at once. */
class TaskWorkerTest {
  private static final int IN_TIME = 4;
  private static final String LOOKS_THAT_LAST =
      "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";

  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  @Test
  void manyAreDueAtOnce_fewAtATime() {
    CountDownLatch first = hanging("now()");
    CountDownLatch second = orders.shop.inventoryLink.hang();
    orders.execute("UPDATE tasks SET due_at = now() WHERE NOT held");

    first.countDown();

    await("as many again")
        .atMost(BOUND)
        .during(Duration.ofMillis(500))
        .until(() -> orders.shop.inventoryLink.calls() == 2 * IN_TIME);
    second.countDown();
    orders.awaitQuiet();
  }

  @Test
  void manyAreLate_oneMoreAfterEachRound() {
    CountDownLatch first = hanging("now() - interval '1 hour'");
    CountDownLatch second = orders.shop.inventoryLink.hang();

    first.countDown();

    await("one more than before")
        .atMost(BOUND)
        .until(() -> orders.shop.inventoryLink.calls() == IN_TIME + IN_TIME + 1);
    second.countDown();
    orders.awaitQuiet();
  }

  /** The places that a look may fill are few, as long as little waits. */
  @Test
  void aLookLasts_whoChecksOutMeanwhileIsDecided() {
    Shopper shopper = orders.start();
    orders.execute(
        "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NEW; END'");
    orders.execute(
        "CREATE TRIGGER hold BEFORE UPDATE ON tasks FOR EACH ROW"
            + " WHEN (NEW.lane = 'INVENTORY') EXECUTE FUNCTION hold()");
    try (Handle gate = postgres.database().jdbi().open()) {
      gate.execute("SELECT pg_advisory_lock(42)");
      try {
        insert(1, "now()");
        await("the look lasts").atMost(BOUND).until(() -> orders.count(LOOKS_THAT_LAST) == 1);

        assertThat(shopper.checkout(request(orders.filledCart())).getState())
            .isEqualTo(State.CONFIRMED);
      } finally {
        gate.execute("SELECT pg_advisory_unlock(42)");
      }
    } finally {
      orders.execute("DROP FUNCTION hold CASCADE");
    }
    orders.awaitQuiet();
  }

  /** An instance with many tasks for inventory, which hangs. */
  private CountDownLatch hanging(String due) {
    CountDownLatch gate = orders.shop.inventoryLink.hang();
    orders.start();
    insert(40, due);
    await("some are asked for")
        .atMost(BOUND)
        .until(() -> orders.shop.inventoryLink.calls() == IN_TIME);
    return gate;
  }

  private void insert(int tasks, String due) {
    orders.execute(
        """
        INSERT INTO tasks (order_id, kind, lane, due_at, created_at, lease, attempts)
        SELECT 'ord_' || n, 'SETTLE', 'INVENTORY', %s, now(), 0, 0 FROM generate_series(1, %d) n
        """
            .formatted(due, tasks));
  }
}
