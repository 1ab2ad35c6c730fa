// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import souk.lab.audit.rule.CartSpan;
import souk.lab.audit.rule.Discrepancy;
import souk.lab.audit.rule.Dossier;
import souk.lab.audit.rule.HoldFacts;
import souk.lab.audit.rule.OrderFacts;
import souk.lab.audit.rule.PaymentFacts;
import souk.lab.audit.rule.StockFacts;

/**
 * The three databases, side by side: each as it was at one moment, and the moments in the order in
 * which nothing can be seen whose cause is not seen. An order is stored before its payment and its
 * stock are asked for, so the orders are looked at last. Not thread-safe.
 */
public final class Books implements AutoCloseable {
  private final Moment payments;
  private final Moment inventory;
  private final Moment orders;

  private Books(Moment payments, Moment inventory, Moment orders) {
    this.payments = payments;
    this.inventory = inventory;
    this.orders = orders;
  }

  /** Opens them; the acquirer's statement is to have been read before. */
  public static Books open(Database orders, Database inventory, Database payments) {
    Moment payment = Moment.of(payments);
    try {
      Moment stock = Moment.of(inventory);
      try {
        return new Books(payment, stock, Moment.of(orders));
      } catch (SourceAway e) {
        stock.close();
        throw e;
      }
    } catch (SourceAway e) {
      payment.close();
      throw e;
    }
  }

  /** What payment found to differ from the acquirer's statement. */
  public void discrepancies(Consumer<Discrepancy> consumer) {
    PaymentTables.discrepancies(payments).forEach(consumer);
  }

  /** All that there is under each order's id, one after the other. */
  public void dossiers(Consumer<Dossier> consumer) {
    Rows<OrderFacts> order = OrderTables.orders(orders);
    Rows<HoldFacts> hold = StockTables.holds(inventory);
    Rows<PaymentFacts> payment = PaymentTables.payments(payments);
    while (true) {
      OrderFacts nextOrder = order.peek();
      HoldFacts nextHold = hold.peek();
      PaymentFacts nextPayment = payment.peek();
      String id = nextOrder == null ? null : nextOrder.id();
      id = first(id, nextHold == null ? null : nextHold.orderId());
      id = first(id, nextPayment == null ? null : nextPayment.orderId());
      if (id == null) {
        return;
      }
      consumer.accept(
          new Dossier(
              id,
              nextOrder != null && nextOrder.id().equals(id) ? order.take() : null,
              nextHold != null && nextHold.orderId().equals(id) ? hold.take() : null,
              nextPayment != null && nextPayment.orderId().equals(id) ? payment.take() : null));
    }
  }

  /** Orders that are not there and left something behind: the id, and what. */
  public void remains(BiConsumer<String, String> consumer) {
    OrderTables.remains(orders).forEach(each -> consumer.accept(each.orderId(), each.what()));
  }

  /** Each two orders of a cart that follow each other. */
  public void spans(BiConsumer<CartSpan, CartSpan> consumer) {
    CartSpan[] before = new CartSpan[1];
    OrderTables.spans(orders)
        .forEach(
            span -> {
              CartSpan last = before[0];
              if (last != null && last.cartId().equals(span.cartId())) {
                consumer.accept(last, span);
              }
              before[0] = span;
            });
  }

  public void products(Consumer<StockFacts> consumer) {
    StockTables.products(inventory).forEach(consumer);
  }

  @Override
  public void close() {
    orders.close();
    inventory.close();
    payments.close();
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }
}
