// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products: counters, records, and what was promised. */
class StockRulesTest {
  private final AShop shop = new AShop();

  @Test
  void stock_thatAddsUp_isClean() {
    shop.bought("a");
    shop.stock(new StockFacts("sku-1", 10, 6, 1, 4, 1, 10, 1, 4, 1));

    assertThat(shop.judgedAtRest()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // delivered, on hand, held, sold, restocked; by records: delivered, held, sold, restocked
    "10, 7, 1, 2, 0,  9, 1, 2, 0, STOCK_UNBALANCED",
    "10, 7, 1, 2, 0, 10, 2, 2, 0, STOCK_UNBALANCED",
    "10, 6, 1, 3, 0, 10, 1, 2, 0, STOCK_UNBALANCED",
    "10, 8, 1, 2, 1, 10, 1, 2, 0, STOCK_UNBALANCED",
    "10, 8, 1, 2, 0, 10, 1, 2, 0, STOCK_UNBALANCED",
    " 2, -1, 1, 2, 0, 2, 1, 2, 0, OVERSOLD",
  })
  void stock_thatDoesNotAddUp_isNamed(
      long delivered,
      long onHand,
      long held,
      long sold,
      long restocked,
      long deliveries,
      long holding,
      long settled,
      long returned,
      ViolationKind kind) {
    shop.stock(
        new StockFacts(
            "sku-9",
            delivered,
            onHand,
            held,
            sold,
            restocked,
            deliveries,
            holding,
            settled,
            returned));

    assertThat(shop.judgedWhileItRuns())
        .singleElement()
        .returns(kind, Violation::kind)
        .returns("sku-9", Violation::id);
  }

  @Test
  void stock_promisedByOrdersBeyondWhatWasDelivered_isOversold() {
    shop.bought("a");
    shop.bought("b");
    shop.stock(new StockFacts("sku-1", 3, 0, 0, 3, 0, 3, 0, 3, 0));

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.OVERSOLD, Violation::kind);
  }
}
