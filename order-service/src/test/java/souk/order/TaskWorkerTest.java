// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.awaitility.Awaitility.await;
import static souk.order.OrderFixture.BOUND;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.service.PostgresExtension;

/** How many of the tasks that nobody waits for are worked on at once. */
class TaskWorkerTest {
  private static final int IN_TIME = 4;

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

  /** An instance with many tasks for inventory, which hangs. */
  private CountDownLatch hanging(String due) {
    CountDownLatch gate = orders.shop.inventoryLink.hang();
    orders.start();
    orders.execute(
        """
        INSERT INTO tasks (order_id, kind, lane, due_at, created_at, lease, attempts)
        SELECT 'ord_' || n, 'SETTLE', 'INVENTORY', %s, now(), 0, 0 FROM generate_series(1, 40) n
        """
            .formatted(due));
    await("some are asked for")
        .atMost(BOUND)
        .until(() -> orders.shop.inventoryLink.calls() == IN_TIME);
    return gate;
  }
}
