// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.HashMap;
import java.util.Map;
import souk.lab.audit.rule.Violation.Subject;

/**
 * What must hold for a product: deliveries = on hand + held + sold - restocked, each counter is the
 * sum of its records, and no more is promised than was delivered. Not thread-safe.
 */
final class StockRules {
  private final Findings findings;
  private final Map<String, Long> promised = new HashMap<>();

  StockRules(Findings findings) {
    this.findings = findings;
  }

  /** Takes the lines of an order that has its stock. */
  void promise(Map<String, Long> lines) {
    lines.forEach((product, quantity) -> promised.merge(product, quantity, Long::sum));
  }

  /** A product; after all orders. */
  void judge(StockFacts stock) {
    findings.figures().add("judged.products");
    unbalanced(stock, "delivered", stock.delivered(), "deliveries", stock.deliveries());
    unbalanced(stock, "held", stock.held(), "lines held", stock.holding());
    unbalanced(stock, "sold", stock.sold(), "lines sold", stock.settled());
    unbalanced(stock, "restocked", stock.restocked(), "lines restocked", stock.returned());
    unbalanced(
        stock,
        "delivered + restocked",
        stock.delivered() + stock.restocked(),
        "on hand + held + sold",
        stock.onHand() + stock.held() + stock.sold());
    Long orders = promised.remove(stock.productId());
    long promisedByLines = stock.holding() + stock.settled() - stock.returned();
    long most = Math.max(promisedByLines, orders == null ? 0 : orders);
    if (stock.onHand() < 0 || most > stock.deliveries()) {
      add(
          ViolationKind.OVERSOLD,
          stock.productId(),
          "%d delivered; %d held or sold, %d in confirmed orders, %d on hand"
              .formatted(
                  stock.deliveries(),
                  promisedByLines,
                  orders == null ? 0 : orders,
                  stock.onHand()));
    }
  }

  /** After all products: what was bought and never was there. */
  void finish() {
    promised.forEach(
        (product, quantity) ->
            add(
                ViolationKind.OVERSOLD,
                product,
                "%d in confirmed orders, and inventory does not know it".formatted(quantity)));
    promised.clear();
  }

  private void unbalanced(
      StockFacts stock, String counter, long counted, String records, long summed) {
    if (counted != summed) {
      add(
          ViolationKind.STOCK_UNBALANCED,
          stock.productId(),
          "%s %d, %s %d".formatted(counter, counted, records, summed));
    }
  }

  private void add(ViolationKind kind, String product, String evidence) {
    findings.add(kind, Subject.PRODUCT, product, evidence);
  }
}
