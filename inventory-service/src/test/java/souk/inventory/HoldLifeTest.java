// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
}
