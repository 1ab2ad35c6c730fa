// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.service.Database;
import souk.service.PostgresExtension;

/** Hold, settle and release of one order, in every order and at the same time. */
class HoldLifeTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/inventory/db/migration");

  private static final Lines LINES = new Lines(List.of(new Line("pan", 2), new Line("cup", 3)));

  private Inventory inventory;
  private StockAudit audit;

  @BeforeEach
  void open() {
    inventory = new Inventory(new InventoryStore(postgres.database().jdbi()));
    audit = new StockAudit(postgres.database().jdbi());
    inventory.deliver(
        "plenty", new Lines(List.of(new Line("cup", 1_000_000), new Line("pan", 1_000_000))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void steps_inEverySequence_answerAndEndAsTheContractSays(int length) {
    for (List<Step> sequence : Step.sequences(length)) {
      String orderId = "in turn " + sequence;
      String state = "unknown";
      for (Step step : sequence) {
        assertThat(step.ask(inventory, orderId, LINES))
            .as("%s in %s of %s", step, state, sequence)
            .isEqualTo(step.answerIn(state));
        state = step.stateAfter(state);
        assertThat(audit.state(orderId)).as("%s of %s", step, sequence).isEqualTo(state);
      }
    }
    audit.assertConserved();
  }

  @Test
  void steps_atTheSameTime_lookAsIfTakenInTurn() throws Exception {
    for (int round = 0; round < 12; round++) {
      for (List<Step> steps : Step.sequences(3)) {
        String orderId = "at once " + round + " " + steps;
        List<Step> twice = new ArrayList<>(steps);
        twice.addAll(steps);
        List<Callable<String>> callers = new ArrayList<>();
        twice.forEach(step -> callers.add(() -> step.ask(inventory, orderId, LINES)));

        List<String> answers = Crowd.call(callers);

        assertThat(Step.explains("unknown", twice, answers, audit.state(orderId)))
            .as("%s answered %s, then %s", twice, answers, audit.state(orderId))
            .isTrue();
      }
    }
    audit.assertConserved();
  }

  @Test
  void release_thatWaitedForTheSale_restocksWhatWasSoldMeanwhile() throws Exception {
    inventory.deliver("five", new Lines(List.of(new Line("lamp", 5))));
    inventory.hold("sold late", new Lines(List.of(new Line("lamp", 1))));
    Database.Config config = postgres.config();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection sale =
            DriverManager.getConnection(config.url(), config.user(), config.password())) {
      sale.setAutoCommit(false);
      assertThat(new InventoryStore(Jdbi.create(sale)).settle("sold late"))
          .contains(HoldState.HELD);
      Future<?> release = threads.submit(() -> inventory.release("sold late"));
      await().atMost(Duration.ofSeconds(2)).until(() -> waitersForLocks() == 1);
      sale.commit();
      release.get(10, TimeUnit.SECONDS);
    }

    assertThat(audit.stock("lamp")).isEqualTo("on_hand 5, held 0, sold 1, restocked 1");
    assertThat(audit.state("sold late")).isEqualTo("RESTOCKED");
    audit.assertConserved();
  }

  @Test
  void release_ofManyOrdersAtDifferentPoints_putsBackWhatEachTook() {
    inventory.deliver("ten", new Lines(List.of(new Line("hat", 10))));
    Lines two = new Lines(List.of(new Line("hat", 2)));
    for (String orderId : List.of("held", "freed", "settled", "restocked")) {
      inventory.hold(orderId, two);
    }
    inventory.settle("settled");
    inventory.settle("restocked");
    inventory.release("freed");
    inventory.release("restocked");

    assertThat(audit.stock("hat")).isEqualTo("on_hand 6, held 2, sold 4, restocked 2");
    audit.assertConserved();
  }

  private static long waitersForLocks() {
    return postgres
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT count(*) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                    .mapTo(long.class)
                    .one());
  }
}
