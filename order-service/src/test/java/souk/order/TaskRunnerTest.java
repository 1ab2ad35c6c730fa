// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.service.PostgresExtension;
import souk.service.telemetry.Telemetry;

/** What runs is bounded by its lane, also when the database is slow to take what has ended. */
class TaskRunnerTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  private static final int WIDTH = 700;

  /** Those in the statement that waits, and those that wait for the next ones. */
  private static final int TO_BE_STORED = 200 + 400;

  @Test
  void run_endingsCannotBeStored_holdsItsPlace() throws Exception {
    Jdbi jdbi = postgres.database().jdbi();
    TaskStore store = new TaskStore(jdbi, "test", Duration.ofSeconds(3), Duration.ofMinutes(15));
    Lane lane = Lane.urgent(LaneName.DECISION, WIDTH, System::nanoTime);
    CountDownLatch worked = new CountDownLatch(WIDTH);
    try (Handle other = jdbi.open();
        TaskEndings endings =
            new TaskEndings(
                store,
                new OrderChanges(),
                new Backoff(new Random(1)),
                InstantSource.system(),
                new TaskBell());
        TaskRunner runner =
            new TaskRunner(
                Duration.ofSeconds(5),
                endings,
                new OrderMetrics(Telemetry.off().meter()),
                System::nanoTime)) {
      other.begin();
      other.execute("LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE");
      assertThat(lane.enterUpTo(WIDTH)).isEqualTo(WIDTH);
      for (int i = 0; i < WIDTH; i++) {
        runner.run(lane, new Lease("ord_" + i, TaskKind.RECEIPT, 1), 1, () -> done(worked));
      }
      assertThat(worked.await(10, TimeUnit.SECONDS)).isTrue();

      await("the others wait")
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(2))
          .until(() -> freePlaces(lane) <= TO_BE_STORED);
      other.rollback();
      await("all have ended").atMost(Duration.ofSeconds(10)).until(() -> freePlaces(lane) == WIDTH);
    }
  }

  private static TaskOutcome done(CountDownLatch worked) {
    worked.countDown();
    return new TaskOutcome.Done(java.util.Optional.empty());
  }

  private static int freePlaces(Lane lane) {
    int free = lane.enterUpTo(WIDTH);
    lane.leave(free);
    return free;
  }
}
