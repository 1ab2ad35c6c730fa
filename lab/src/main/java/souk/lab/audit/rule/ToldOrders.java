// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import souk.lab.history.Asked;
import souk.lab.history.Operation;
import souk.lab.history.Outcome;
import souk.lab.history.Told;
import souk.v1.Order;

/**
 * What clients were told about orders. Operations with the same request id are one: what one of
 * them was told counts for all. Not thread-safe.
 */
final class ToldOrders {
  private final Map<UUID, Outcome> checkouts = new HashMap<>();
  private final Map<String, ToldOrder> orders = new HashMap<>();

  /**
   * What was told of one order.
   *
   * @param state the last of those told; null when it was only said not to be there
   * @param total in minor units
   * @param other a state told that can't follow or be followed by that one
   * @param denied whether a client was told that there is no such order
   */
  record ToldOrder(
      Order.@Nullable State state, long total, Order.@Nullable State other, boolean denied) {}

  void add(Operation operation) {
    Asked asked = operation.asked();
    String cartId = asked.cartId();
    String requestId = asked.requestId();
    if (asked.kind() == Asked.Kind.CHECKOUT && cartId != null && requestId != null) {
      checkouts.merge(keyOf(cartId, requestId), operation.outcome(), ToldOrders::moreCertain);
    }
    Told told = operation.told();
    if (told == null) {
      return;
    }
    if (operation.outcome() == Outcome.OK) {
      String orderId = told.orderId();
      Order.State state = told.state();
      if (orderId != null && state != null) {
        orders.merge(
            orderId, new ToldOrder(state, told.total(), null, false), ToldOrders::together);
      }
    } else if (isDenial(asked, told)) {
      String orderId = asked.orderId();
      if (orderId != null) {
        orders.merge(orderId, new ToldOrder(null, 0, null, true), ToldOrders::together);
      }
    }
  }

  /** What became of a checkout in the eyes of its client, from now on known to have an order. */
  @Nullable Outcome takeCheckout(String cartId, String requestId) {
    return checkouts.remove(keyOf(cartId, requestId));
  }

  /** What was told of an order, from now on known to exist. */
  @Nullable ToldOrder takeOrder(String orderId) {
    return orders.remove(orderId);
  }

  /** What became of the checkouts that have no order. */
  Collection<Outcome> checkoutsLeft() {
    return checkouts.values();
  }

  /** The orders that nobody knows of. */
  Map<String, ToldOrder> ordersLeft() {
    return orders;
  }

  /** An answer says more than none, and none more than a refusal: it may come after it. */
  static Outcome moreCertain(Outcome one, Outcome other) {
    if (one == Outcome.OK || other == Outcome.OK) {
      return Outcome.OK;
    }
    return one == Outcome.UNKNOWN || other == Outcome.UNKNOWN ? Outcome.UNKNOWN : Outcome.FAIL;
  }

  /** The scope of a checkout's request id is its cart. A hash takes a fifth of the room. */
  private static UUID keyOf(String cartId, String requestId) {
    return UUID.nameUUIDFromBytes((cartId + " " + requestId).getBytes(UTF_8));
  }

  private static boolean isDenial(Asked asked, Told told) {
    return (asked.kind() == Asked.Kind.GET_ORDER || asked.kind() == Asked.Kind.CANCEL_ORDER)
        && operationFailedWith(told, "ORDER_NOT_FOUND");
  }

  private static boolean operationFailedWith(Told told, String reason) {
    return told.outcome() == Outcome.FAIL && reason.equals(told.reason());
  }

  private static ToldOrder together(ToldOrder before, ToldOrder after) {
    boolean denied = before.denied() || after.denied();
    Order.State one = before.state();
    Order.State two = after.state();
    if (one == null || two == null) {
      ToldOrder known = one == null ? after : before;
      return new ToldOrder(known.state(), known.total(), known.other(), denied);
    }
    // The histories of two clients come one after the other: the later state is the one that the
    // other can become.
    Order.State last = canBecome(one, two) ? two : one;
    Order.State first = last == two ? one : two;
    Order.State other = before.other() == null ? after.other() : before.other();
    return new ToldOrder(last, after.total(), canBecome(first, last) ? other : first, denied);
  }

  /** Whether an order in that state may be in the other one later. */
  static boolean canBecome(Order.State before, Order.State after) {
    return switch (before) {
      case PENDING -> true;
      case CONFIRMED -> after == Order.State.CONFIRMED || after == Order.State.CANCELLED;
      case REJECTED, CANCELLED -> after == before;
      case STATE_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }
}
