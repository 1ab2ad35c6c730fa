// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.service.PostgresExtension;

class InventoryConcurrencyTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/inventory/db/migration");

  private Inventory inventory;
  private StockAudit audit;

  @BeforeEach
  void open() {
    inventory = new Inventory(new InventoryStore(postgres.database().jdbi()));
    audit = new StockAudit(postgres.database().jdbi());
  }

  @Test
  void hold_by200BuyersOfTenPieces_exactlyTenGetOne() throws Exception {
    inventory.deliver("hot", lines(new Line("hot", 10)));
    List<Callable<HoldResult>> buyers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String orderId = "buyer " + i;
      buyers.add(() -> inventory.hold(orderId, lines(new Line("hot", 1))));
    }

    List<HoldResult> results = Crowd.call(buyers);

    assertThat(Collections.frequency(results, new HoldResult.Held())).isEqualTo(10);
    assertThat(Collections.frequency(results, new HoldResult.OutOfStock(List.of("hot"))))
        .isEqualTo(190);
    assertThat(audit.stock("hot")).isEqualTo("on_hand 0, held 10, sold 0, restocked 0");
    audit.assertConserved();
  }

  @Test
  void hold_ofSeveralScarceProducts_takesAllOrNone() throws Exception {
    inventory.deliver("scarce", lines(new Line("left", 30), new Line("right", 20)));
    List<Callable<HoldResult>> buyers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String orderId = "pair " + i;
      buyers.add(() -> inventory.hold(orderId, lines(new Line("right", 1), new Line("left", 1))));
    }

    List<HoldResult> results = Crowd.call(buyers);

    assertThat(Collections.frequency(results, new HoldResult.Held())).isEqualTo(20);
    assertThat(audit.stock("left")).isEqualTo("on_hand 10, held 20, sold 0, restocked 0");
    audit.assertConserved();
  }

  @Test
  void everything_onCrossingLines_neverDeadlocks() throws Exception {
    List<String> products = List.of("a", "b", "c", "d", "e");
    List<Line> delivery = products.stream().map(id -> new Line(id, 100_000)).toList();
    inventory.deliver("crossing", new Lines(delivery));
    List<Callable<Void>> callers = new ArrayList<>();
    for (int caller = 0; caller < 16; caller++) {
      int number = caller;
      callers.add(
          () -> {
            Random random = new Random(number);
            for (int i = 0; i < 40; i++) {
              List<Line> mixed = new ArrayList<>(delivery);
              Collections.shuffle(mixed, random);
              String id = "crossing " + number + " " + i;
              inventory.hold(id, pieces(mixed.subList(0, 4)));
              if (random.nextBoolean()) {
                inventory.settle(id);
              }
              inventory.deliver(id, pieces(mixed));
              inventory.release(id);
            }
            return null;
          });
    }

    Crowd.call(callers);

    assertThat(audit.stock("c")).startsWith("on_hand 100640, held 0,");
    audit.assertConserved();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomSteps_onSharedOrders_conserveAtEveryMoment(long seed) throws Exception {
    List<Callable<Void>> callers = new ArrayList<>();
    for (int caller = 0; caller < 12; caller++) {
      Random random = new Random(seed * 1_000 + caller);
      callers.add(
          () -> {
            for (int i = 0; i < 60; i++) {
              randomStep(seed, random);
            }
            return null;
          });
    }
    callers.add(
        () -> {
          for (int i = 0; i < 30; i++) {
            audit.assertConserved();
          }
          return null;
        });

    Crowd.call(callers);

    audit.assertConserved();
  }

  /** One of 40 orders, whose lines follow from its number; products that may well run out. */
  private void randomStep(long seed, Random random) {
    int order = random.nextInt(40);
    String orderId = "random " + seed + " " + order;
    List<Line> wanted = new ArrayList<>();
    for (int product = 0; product <= order % 4; product++) {
      wanted.add(new Line("random " + (order + product * 3) % 8, 1 + order % 3));
    }
    switch (random.nextInt(8)) {
      case 0, 1, 2, 3 -> inventory.hold(orderId, new Lines(wanted));
      case 4, 5 -> inventory.settle(orderId);
      case 6 -> inventory.release(orderId);
      default -> inventory.deliver(orderId, new Lines(wanted));
    }
  }

  private static Lines pieces(List<Line> products) {
    return new Lines(products.stream().map(line -> new Line(line.productId(), 1)).toList());
  }

  private static Lines lines(Line... lines) {
    return new Lines(List.of(lines));
  }
}
