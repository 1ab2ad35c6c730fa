// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import souk.lab.history.Operation;
import souk.lab.history.Outcome;
import souk.v1.Order;

/**
 * Takes the facts one at a time, and keeps of them only what later ones are held against. The order
 * is that of the methods here, and it is also that in which they are to be read while the shop
 * runs: what must have come first is read last, so that it is there whenever it was.
 *
 * <p>Not thread-safe.
 */
public final class Judge {
  private final Scope scope;
  private final Findings findings = new Findings();
  private final ToldOrders toldOrders = new ToldOrders();
  private final ToldCarts toldCarts = new ToldCarts();
  private final Charges charges = new Charges();
  private final Discrepancies discrepancies = new Discrepancies(findings);
  private final MailRules mails;
  private final OrderRules orders;
  private final MoneyRules money;
  private final StockRules stock;
  private final CartRules carts;
  private final ToldRules told;

  public Judge(Scope scope) {
    this.scope = scope;
    this.mails = new MailRules(scope, findings);
    this.orders = new OrderRules(scope, findings);
    this.money = new MoneyRules(findings);
    this.stock = new StockRules(findings);
    this.carts = new CartRules(scope, toldCarts, findings);
    this.told = new ToldRules(scope, toldOrders, findings);
  }

  /** 1. What a client asked and was told. */
  public void operation(Operation operation) {
    findings.figures().add("judged.operations");
    findings.figures().add("told." + operation.outcome().name());
    if (operation.outcome() == Outcome.OK && attempts(operation) > 1) {
      findings.figures().add("told.OK_after_repeats");
    }
    toldOrders.add(operation);
    toldCarts.add(operation);
  }

  /** 2. A mail that was delivered. */
  public void mail(MailKind kind, String orderId) {
    mails.add(kind, orderId);
  }

  /**
   * 3. An entry of the acquirer's statement, in its order.
   *
   * @param amount in minor units; 0 where nothing was reserved
   */
  public void statement(ChargeEntry entry, String key, long amount) {
    findings.figures().add("judged.statement_entries");
    findings.figures().add("acquirer." + entry.name());
    charges.add(entry, key, amount);
  }

  /** 4. What payment itself found to differ. */
  public void discrepancy(Discrepancy discrepancy) {
    discrepancies.add(discrepancy);
  }

  /** 5. All that the databases have under one order's id, each id once. */
  public void dossier(Dossier dossier) {
    PaymentFacts payment = dossier.payment();
    Charge charge = payment == null ? Charge.NONE : charges.take(payment.id(), payment.orderId());
    if (payment != null) {
      findings.figures().add("judged.payments");
      money.journal(payment);
      discrepancies.judge(dossier.orderId(), payment, charge);
    }
    HoldFacts hold = dossier.hold();
    if (hold != null) {
      findings.figures().add("holds." + hold.state());
    }
    OrderFacts order = dossier.order();
    if (order == null) {
      orphan(dossier, charge);
    } else {
      order(order, hold, payment, charge);
    }
  }

  /** 5. An order that is not there, and left that behind. */
  public void remains(String orderId, String what) {
    findings.order(ViolationKind.ORDER_LOST, orderId, "it is not there, and left " + what);
  }

  /** 6. Two orders of one cart that follow each other. */
  public void spans(CartSpan first, CartSpan second) {
    carts.spans(first, second);
  }

  /** 7. A product. */
  public void stock(StockFacts product) {
    stock.judge(product);
  }

  /** 8. Nothing more comes but carts: those whose content is to be asked for. */
  public List<String> finish() {
    stock.finish();
    told.finish();
    charges.left().forEach(money::stray);
    discrepancies.finish(charges.left());
    mails.finish();
    carts.bought();
    return toldCarts.carts().entrySet().stream()
        .filter(entry -> carts.isToBeAsked(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * 9. What a cart shows.
   *
   * @param content pieces of each product; empty when there is no such cart
   */
  public void cart(String cartId, Optional<Map<String, Long>> content) {
    carts.content(cartId, content);
  }

  public Findings findings() {
    return findings;
  }

  private void order(
      OrderFacts order, @Nullable HoldFacts hold, @Nullable PaymentFacts payment, Charge charge) {
    findings.figures().add("orders." + state(order));
    if (order.wasDecidedLate()) {
      findings.figures().add("orders.decided_late");
    }
    orders.judgeAlways(order);
    carts.order(order);
    mails.judge(order);
    boolean isWhole = isWhole(order, hold, charge);
    told.judge(order, isWhole);
    if (!scope.covers(order)) {
      findings.figures().add("orders.left_for_later");
      return;
    }
    findings.figures().add("judged.orders");
    orders.judgeStock(order, hold);
    money.judge(order, charge);
    if (payment != null) {
      money.ledger(payment, charge);
    }
    if (order.state() == Order.State.CONFIRMED) {
      stock.promise(order.lines());
    }
  }

  private void orphan(Dossier dossier, Charge charge) {
    HoldFacts hold = dossier.hold();
    if (hold != null) {
      orders.orphan(hold);
    }
    PaymentFacts payment = dossier.payment();
    if (payment != null) {
      money.orphan(dossier.orderId(), payment, charge);
    }
    mails.orphan(dossier.orderId());
  }

  private boolean isWhole(OrderFacts order, @Nullable HoldFacts hold, Charge charge) {
    return switch (order.state()) {
      case CONFIRMED -> money.isPaidOnce(order, charge) && OrderRules.hasItsStock(order, hold);
      case REJECTED, CANCELLED -> !charge.isStanding() && (hold == null || !hold.isStanding());
      case PENDING, STATE_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  private static int attempts(Operation operation) {
    return operation.told() == null ? 0 : operation.told().attempts().size();
  }

  private static String state(OrderFacts order) {
    return order.reason().isEmpty() ? order.state().name() : order.state() + "." + order.reason();
  }
}
