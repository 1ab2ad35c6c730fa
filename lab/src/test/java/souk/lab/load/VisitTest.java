// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.history.HistoryWriter;
import souk.v1.Order;

class VisitTest {
  private static final int VISITS = 300;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

  @TempDir private Path folder;

  @Test
  void run_noOrderIsEverDecided_asksLessThanIsReckonedWith() throws Exception {
    Tally tally = new Tally();
    try (ModelShop shop = new ModelShop();
        HistoryWriter history = HistoryWriter.create(folder, "one", InstantSource.system());
        Doors doors = Doors.to(shop.address(), 2)) {
      for (int i = 0; i < 2 * VISITS; i++) {
        Order pending = ModelShop.order("ord_" + i, Order.State.PENDING);
        shop.answers.add(() -> pending);
      }
      visit(new Client(doors, history, tally, InstantSource.system()), tally);
    }

    double requests = tally.timeline().samples().size() / (double) VISITS;

    assertThat(tally.figures().checkouts()).isEqualTo(VISITS);
    // More than half of it, or the shoppers would not have waited for their orders.
    assertThat(requests).isBetween(Visit.MOST_REQUESTS / 2.0, (double) Visit.MOST_REQUESTS);
  }

  private static void visit(Client client, Tally tally) {
    Goods goods = new Goods(List.of("sku-1", "sku-2"), List.of());
    SplittableRandom random = new SplittableRandom(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < VISITS; i++) {
        threads.execute(
            new Visit(i, Habit.EVERYTHING, client, goods, tally, random.split(), BETWEEN_LOOKS));
      }
    }
  }
}
