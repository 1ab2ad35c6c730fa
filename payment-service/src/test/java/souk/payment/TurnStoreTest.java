// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.service.PostgresExtension;

/** Two leaders, each with a right to its epoch as far as it knows. */
class TurnStoreTest {
  @RegisterExtension
  static final PostgresExtension database = new PostgresExtension(PaymentRig.MIGRATIONS);

  private final TurnStore turns = new TurnStore(database.database().jdbi());
  private final long epoch = 1 + number("SELECT fence FROM reconciliation");

  @Test
  void take_epochThatAnotherHas_isRefusedAndTheFirstGoesOn() {
    Turn first = turns.take("payment-1", epoch).orElseThrow();

    assertThatThrownBy(() -> turns.take("payment-2", epoch)).isInstanceOf(Turn.Lost.class);

    turns.sweptTo(first, "ord_1");
    assertThat(turns.take("payment-1", epoch).orElseThrow().sweptTo()).isEqualTo("ord_1");
  }

  @Test
  void take_sameEpochByManyAtOnce_oneHasIt() {
    try (ExecutorService leaders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Boolean>> taken =
          List.of("a", "b", "c", "d", "e", "f").stream()
              .map(name -> CompletableFuture.supplyAsync(() -> has(name), leaders))
              .toList();

      assertThat(taken.stream().filter(CompletableFuture::join)).hasSize(1);
    }
  }

  @Test
  void inTurn_sameEpochByNowAnothers_isRefused() {
    Turn first = turns.take("payment-1", epoch).orElseThrow();
    // As an instance of a version that did not look at the holder.
    execute("UPDATE reconciliation SET holder = 'payment-2'");

    assertThatThrownBy(() -> turns.sweptTo(first, "ord_2")).isInstanceOf(Turn.Lost.class);
    assertThat(number("SELECT count(*) FROM reconciliation WHERE swept_to = 'ord_2'")).isZero();
  }

  private boolean has(String name) {
    try {
      return turns.take(name, epoch).isPresent();
    } catch (Turn.Lost refused) {
      return false;
    }
  }

  private static void execute(String sql) {
    database.database().jdbi().useHandle(handle -> handle.execute(sql));
  }

  private static long number(String query) {
    return database
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(long.class).one());
  }
}
