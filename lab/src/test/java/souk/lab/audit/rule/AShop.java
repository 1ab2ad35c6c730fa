// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import io.grpc.Status.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.lab.history.Asked;
import souk.lab.history.Operation;
import souk.lab.history.Told;
import souk.v1.Order.State;

/** All that was read of a small shop, to be judged. */
final class AShop {
  private final List<Operation> operations = new ArrayList<>();
  private final List<AnOrder> orders = new ArrayList<>();
  private final List<Judging> statement = new ArrayList<>();
  private final List<Judging> others = new ArrayList<>();
  private final Map<String, Map<String, Long>> carts = new HashMap<>();
  private boolean hasPlenty = true;
  private Instant now = AnOrder.PLACED.plusSeconds(60);

  private interface Judging {
    void with(Judge judge);
  }

  AnOrder order(String id) {
    AnOrder order = new AnOrder(id);
    orders.add(order);
    return order;
  }

  /** An order that was bought, as the acquirer sees it too. */
  AnOrder bought(String id) {
    AnOrder order = order(id);
    entry(ChargeEntry.AUTHORIZED, order.paymentId(), 2_000);
    entry(ChargeEntry.CAPTURED, order.paymentId(), 2_000);
    return order;
  }

  void entry(ChargeEntry entry, String key, long amount) {
    statement.add(judge -> judge.statement(entry, key, amount));
  }

  void discrepancy(String key, String kind) {
    statement.add(judge -> judge.discrepancy(new Discrepancy(key, kind, "mine", "yours")));
  }

  List<AnOrder> orders() {
    return orders;
  }

  void told(Asked asked, Told told) {
    operations.add(
        new Operation(operations.size() + 1, asked, AnOrder.PLACED, told, AnOrder.PLACED));
  }

  void checkout(AnOrder order, State told) {
    told(
        Asked.checkout(order.cartId, order.requestId()),
        new Told(List.of(Code.OK), Duration.ZERO, null, order.id, told, order.total, null));
  }

  void checkout(AnOrder order, Code... attempts) {
    told(
        Asked.checkout(order.cartId, order.requestId()),
        Told.error(List.of(attempts), Duration.ZERO, null));
  }

  void add(String cartId, String request, String product, int quantity, Code... attempts) {
    told(
        Asked.addItem(cartId, request, product, quantity),
        Told.error(List.of(attempts), Duration.ZERO, null));
  }

  void shows(String cartId, Map<String, Long> content) {
    carts.put(cartId, content);
  }

  /** Instead of a hundred of sku-1. */
  void stock(StockFacts product) {
    hasPlenty = false;
    others.add(judge -> judge.stock(product));
  }

  void spans(CartSpan first, CartSpan second) {
    others.add(judge -> judge.spans(first, second));
  }

  void mail(MailKind kind, String orderId) {
    others.add(judge -> judge.mail(kind, orderId));
  }

  /** Sets the clock, at first a minute after the orders were placed. */
  void isAt(Duration afterPlacing) {
    now = AnOrder.PLACED.plus(afterPlacing);
  }

  List<Violation> judgedAtRest() {
    return judged(true).violations();
  }

  List<Violation> judgedWhileItRuns() {
    return judged(false).violations();
  }

  /** Of everything. */
  Map<String, Long> figures() {
    return judged(true).figures().counts();
  }

  /** Who has seen nothing yet. */
  Judge judge(boolean isFinal) {
    return new Judge(
        new Scope(
            isFinal, now, Duration.ofSeconds(10), Duration.ofMinutes(16), Duration.ZERO, true));
  }

  private Findings judged(boolean isFinal) {
    Judge judge = judge(isFinal);
    operations.forEach(judge::operation);
    orders.forEach(
        order -> {
          for (int i = 0; i < order.receipts; i++) {
            judge.mail(MailKind.RECEIPT, order.id);
          }
          for (int i = 0; i < order.notices; i++) {
            judge.mail(MailKind.NOTICE, order.id);
          }
        });
    statement.forEach(entry -> entry.with(judge));
    orders.forEach(order -> judge.dossier(order.dossier()));
    others.forEach(each -> each.with(judge));
    if (hasPlenty) {
      judge.stock(new StockFacts("sku-1", 100, 100, 0, 0, 0, 100, 0, 0, 0));
    }
    judge.finish().forEach(id -> judge.cart(id, Optional.ofNullable(carts.get(id))));
    return judge.findings();
  }
}
