// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import com.google.type.PostalAddress;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import souk.service.Money;
import souk.service.Refusal;

/** Who buys and cancels in a simulation, what they asked for, and what they were told. */
final class SimulatedShoppers {
  private static final int MOST_ASKS = 5;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
  private static final List<String> CARDS =
      List.of("tok_visa", "tok_visa", "tok_visa", "tok_declined", "tok_capture_refused");

  /** One try at a purchase: from when, until when it may place, and what it was answered. */
  static final class Attempt {
    final Purchase purchase;
    final long startNanos;
    final long endNanos;
    Optional<Order> told = Optional.empty();
    Optional<Refusal> refused = Optional.empty();
    long refusedNanos;

    Attempt(Purchase purchase, long startNanos, long endNanos) {
      this.purchase = purchase;
      this.startNanos = startNanos;
      this.endNanos = endNanos;
    }
  }

  private final Schedule schedule;
  private final Strands strands;
  private final VirtualTime time;
  private final SimulatedMarket market;
  private final List<Purchase> asks = new ArrayList<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<Order> cancelled = new ArrayList<>();
  private final List<String> notCancellable = new ArrayList<>();
  private final Map<Strands.Strand, Attempt> current = new LinkedHashMap<>();
  private final Map<String, Attempt> placedBy = new LinkedHashMap<>();

  SimulatedShoppers(Schedule schedule, Strands strands, VirtualTime time, SimulatedMarket market) {
    this.schedule = schedule;
    this.strands = strands;
    this.time = time;
    this.market = market;
  }

  List<Attempt> attempts() {
    return attempts;
  }

  /** What cancelling was answered with. */
  List<Order> cancelled() {
    return cancelled;
  }

  /** Orders that were said to be refused when they were to be cancelled. */
  List<String> notCancellable() {
    return notCancellable;
  }

  /** The attempt that made an order's id. */
  Attempt placedBy(String orderId) {
    return placedBy.get(orderId);
  }

  /** For the attempt that has the turn. */
  String newOrderId() {
    String orderId = "ord-" + placedBy.size();
    placedBy.put(orderId, current.get(strands.current()));
    return orderId;
  }

  /** A new purchase, or the same once more, or another with the id of one. */
  void buy(SimulatedInstance instance) {
    if (asks.isEmpty() || (asks.size() < MOST_ASKS && schedule.percent(40))) {
      boolean reuse = !asks.isEmpty() && schedule.percent(20);
      asks.add(reuse ? otherContent(schedule.oneOf(asks)) : purchase());
      attempt(asks.getLast(), instance);
    } else {
      attempt(schedule.oneOf(asks), instance);
    }
  }

  private Purchase purchase() {
    return purchase(schedule.oneOf(market.cartIds), new UUID(0, asks.size()));
  }

  private Purchase otherContent(Purchase first) {
    return purchase(first.cartId(), first.requestId());
  }

  private Purchase purchase(String cartId, UUID requestId) {
    Optional<Money> expected =
        schedule.percent(10)
            ? Optional.of(market.priceNow(schedule.oneOf(market.productIds)))
            : Optional.empty();
    return new Purchase(
        cartId,
        requestId,
        new CardToken(schedule.oneOf(CARDS)),
        "ada@example.com",
        PostalAddress.getDefaultInstance(),
        expected,
        RequestHash.stored(new byte[] {(byte) asks.size()}));
  }

  /** Tries a purchase, with as much patience as chance gives. */
  Attempt attempt(Purchase purchase, SimulatedInstance instance) {
    Duration patience = Duration.ofMillis(schedule.oneOf(List.of(50, 1_000, 2_500, 5_000)));
    long start = time.nanoTime();
    Attempt attempt = new Attempt(purchase, start, start + patience.toNanos());
    attempts.add(attempt);
    Deadline limit = time.after(ANSWER_LIMIT);
    Deadline answerBy = limit.minimum(time.after(patience.multipliedBy(4).dividedBy(5)));
    CallTime callTime = new CallTime(time.after(patience), answerBy, limit);
    schedule.note(() -> time + " " + instance + ": checkout of " + nameOf(purchase));
    strands.start(
        "checkout " + nameOf(purchase),
        instance,
        () -> {
          current.put(strands.current(), attempt);
          answer(attempt, instance, callTime);
        });
    return attempt;
  }

  private void answer(Attempt attempt, SimulatedInstance instance, CallTime callTime) {
    try {
      Order order = instance.checkout().checkout(attempt.purchase, callTime);
      schedule.note(() -> time + " " + strands.current() + ": told " + told(order));
      schedule.count("told " + order.state());
      attempt.told = Optional.of(order);
    } catch (Refusal refusal) {
      schedule.note(() -> time + " " + strands.current() + ": refused " + refusal.reason());
      schedule.count("refused " + refusal.reason());
      if (isNo(refusal)) {
        attempt.refused = Optional.of(refusal);
        attempt.refusedNanos = time.nanoTime();
      }
    } catch (StatusRuntimeException tooLate) {
      schedule.note(() -> time + " " + strands.current() + ": " + tooLate.getStatus());
      schedule.count("told " + tooLate.getStatus().getCode());
    } catch (SimulatedBook.StoreAway away) {
      schedule.note(() -> time + " " + strands.current() + ": told of a failure");
      schedule.count("told of a failure");
    }
  }

  /** The only answers that are taken for a no; all others leave it open. */
  private static boolean isNo(Refusal refusal) {
    return switch (refusal.code()) {
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, RESOURCE_EXHAUSTED -> true;
      default -> false;
    };
  }

  void cancel(String orderId, SimulatedInstance instance) {
    schedule.note(() -> time + " " + instance + ": cancel " + orderId);
    strands.start("cancel " + orderId, instance, () -> cancelNow(orderId, instance));
  }

  private void cancelNow(String orderId, SimulatedInstance instance) {
    try {
      Order order = instance.orders().cancel(orderId);
      schedule.note(() -> time + " " + strands.current() + ": told " + told(order));
      cancelled.add(order);
    } catch (Refusal refusal) {
      schedule.note(() -> time + " " + strands.current() + ": refused " + refusal.reason());
      schedule.count("cancel refused " + refusal.reason());
      if (refusal.reason().equals("NOT_CANCELLABLE")) {
        notCancellable.add(orderId);
      } else if (isNo(refusal)) {
        throw new AssertionError("an order that is there can't be cancelled: " + refusal);
      }
    } catch (SimulatedBook.StoreAway away) {
      schedule.note(() -> time + " " + strands.current() + ": told of a failure");
    }
  }

  private static String told(Order order) {
    return order.id() + " " + order.state() + " " + order.reason();
  }

  private static String nameOf(Purchase purchase) {
    return purchase.cartId()
        + " request "
        + purchase.requestId().getLeastSignificantBits()
        + " content "
        + purchase.hash().bytes()[0];
  }
}
