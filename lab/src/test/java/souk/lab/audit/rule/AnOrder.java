// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import souk.lab.audit.rule.OrderFacts.TaskFacts;
import souk.v1.Order.State;

/** An order to be made, with everything that belongs to it: as it is, bought and carried out. */
final class AnOrder {
  static final Instant PLACED = Instant.parse("2026-11-21T08:00:00Z");

  final String id;
  String cartId;
  State state = State.CONFIRMED;
  String reason = "";
  boolean cartOpen;
  long total = 2_000;
  Map<String, Long> lines = Map.of("sku-1", 2L);
  long linesTotal = 2_000;
  Set<String> events =
      Set.of("PLACED", "CONFIRMED", "STOCK_SETTLED", "PAYMENT_CAPTURED", "CART_EMPTIED");
  List<TaskFacts> tasks = List.of();
  Instant changedAt = PLACED.plusSeconds(1);
  boolean exists = true;
  HoldFacts.@Nullable State hold = HoldFacts.State.SETTLED;
  Map<String, Long> holdLines = lines;
  @Nullable String paymentState = "CAPTURED";
  long ledgerTaken = 2_000;
  long ledgerReserved;
  int unbalanced;
  int receipts = 1;
  int notices;

  AnOrder(String id) {
    this.id = id;
    this.cartId = "crt_of_" + id;
  }

  /** Refused, and everything undone. */
  AnOrder refused(State decision, String why) {
    state = decision;
    reason = why;
    events = Set.of("PLACED", decision.name(), "STOCK_RELEASED", "PAYMENT_REVERSED");
    hold = HoldFacts.State.FREED;
    paymentState = "REVERSED";
    ledgerTaken = 0;
    receipts = 0;
    return this;
  }

  /** Placed and not decided. */
  AnOrder pending() {
    state = State.PENDING;
    events = Set.of("PLACED");
    cartOpen = true;
    hold = null;
    paymentState = null;
    receipts = 0;
    tasks = List.of(new TaskFacts("DECIDE", 1, null, null));
    return this;
  }

  String paymentId() {
    return "pay_of_" + id;
  }

  String requestId() {
    return "request of " + id;
  }

  Dossier dossier() {
    HoldFacts.State holdState = hold;
    String payment = paymentState;
    return new Dossier(
        id,
        exists ? facts() : null,
        holdState == null ? null : new HoldFacts(id, holdState, holdLines),
        payment == null
            ? null
            : new PaymentFacts(id, paymentId(), payment, ledgerTaken, ledgerReserved, unbalanced));
  }

  private OrderFacts facts() {
    return new OrderFacts(
        id,
        cartId,
        requestId(),
        state,
        reason,
        cartOpen,
        total,
        lines,
        linesTotal,
        events,
        PLACED,
        changedAt,
        state == State.PENDING ? null : PLACED.plus(Duration.ofMillis(50)),
        tasks);
  }
}
