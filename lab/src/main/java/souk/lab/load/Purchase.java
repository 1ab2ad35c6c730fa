// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import static souk.v1.Order.State.PENDING;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import souk.v1.AddItemRequest;
import souk.v1.CheckoutRequest;
import souk.v1.Order;

/** A checkout, made in some manner, and what its shopper does afterwards. */
final class Purchase {
  private static final Patience LASTING = Patience.ofMost(8);
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofMillis(500);
  private static final Duration SOONEST = Duration.ofSeconds(1);
  private static final Duration LATEST = Duration.ofSeconds(10);
  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final int LOOKS = 12;

  private final Habit habit;
  private final Client client;
  private final Tally tally;
  private final RandomGenerator random;
  private final Duration betweenLooks;
  private boolean confirmed;

  /**
   * @param betweenLooks how long who waits for a decision does before looking again
   */
  Purchase(Habit habit, Client client, Tally tally, RandomGenerator random, Duration betweenLooks) {
    this.habit = habit;
    this.client = client;
    this.tally = tally;
    this.random = random;
    this.betweenLooks = betweenLooks;
  }

  /**
   * Buys, and looks at the order until it is decided, or patience ends.
   *
   * @param another what some put into the cart meanwhile
   */
  void make(CheckoutRequest checkout, AddItemRequest another) throws InterruptedException {
    Manner manner = Weighted.pick(Manner.values(), random);
    Regret regret = Weighted.pick(Regret.values(), random);
    boolean cancelsInTheEnd =
        habit == Habit.TIDY && checkout.getCardToken().equals(Card.ACQUIRER_DOWN.token());
    if (cancelsInTheEnd && manner == Manner.GIVES_UP) {
      manner = Manner.PATIENT;
    }
    Answer<Order> answer = checkOut(manner, checkout, another);
    tally.checkout(manner.waits(), answer);
    Optional<Order> order = answer.value();
    if (order.isPresent()) {
      note(order.get());
      Order last = follow(order.get());
      boolean cancelsNow = cancelsInTheEnd && regret == Regret.NONE && last.getState() == PENDING;
      regret(cancelsNow ? Regret.CANCELS_AT_ONCE : regret, last);
    }
  }

  /** Of two checkouts the one that the shopper goes by. */
  Answer<Order> checkOut(Manner manner, CheckoutRequest checkout, AddItemRequest another)
      throws InterruptedException {
    String otherId = Ids.next(random);
    return switch (manner) {
      case PATIENT -> client.checkout(checkout, LASTING);
      case GIVES_UP -> client.checkout(checkout, Patience.once(between(SHORTEST, LONGEST)));
      case COMES_BACK ->
          client.checkout(
              checkout,
              Patience.comingBack(
                  between(SHORTEST, LONGEST), between(SOONEST, LATEST), LASTING.attempts()));
      case CLICKS_TWICE -> client.checkoutTwice(checkout, LASTING);
      case CHECKS_OUT_TWICE ->
          theOneWithAnOrder(
              besides(
                  () -> client.checkout(checkout, LASTING),
                  () ->
                      client.checkout(
                          checkout.toBuilder().setRequestId(otherId).build(), LASTING)));
      case ADDS_MEANWHILE ->
          besides(() -> client.checkout(checkout, LASTING), () -> client.addItem(another, LASTING))
              .first();
    };
  }

  /** Looks at it until it is decided; now and then once more. */
  private Order follow(Order order) throws InterruptedException {
    Order last = order;
    for (int i = 0; i < LOOKS && last.getState() == PENDING; i++) {
      TimeUnit.NANOSECONDS.sleep(betweenLooks.toNanos());
      last = look(last);
    }
    return random.nextInt(5) == 0 ? look(last) : last;
  }

  private Order look(Order order) throws InterruptedException {
    Order now = client.getOrder(order.getId(), Visit.USUAL).value().orElse(order);
    note(now);
    return now;
  }

  private void regret(Regret regret, Order order) throws InterruptedException {
    String orderId = order.getId();
    String requestId = Ids.next(random);
    String otherId = Ids.next(random);
    switch (regret) {
      case NONE -> {}
      case CANCELS -> {
        TimeUnit.NANOSECONDS.sleep(between(SHORTEST, MOMENT).toNanos());
        client.cancelOrder(orderId, requestId, LASTING);
      }
      case CANCELS_AT_ONCE -> client.cancelOrder(orderId, requestId, LASTING);
      case CANCELS_AGAIN -> {
        client.cancelOrder(orderId, requestId, LASTING);
        client.cancelOrder(orderId, requestId, LASTING);
      }
      case CANCELS_TWICE ->
          besides(
              () -> client.cancelOrder(orderId, requestId, LASTING),
              () -> client.cancelOrder(orderId, otherId, LASTING));
    }
  }

  private void note(Order order) {
    if (order.getState() == Order.State.CONFIRMED && !confirmed) {
      confirmed = true;
      tally.confirmed();
    }
  }

  /**
   * Of a cart's two checkouts one is refused while the other's order is open, and which one is for
   * the shop to say; the shopper goes by the other.
   */
  private static Answer<Order> theOneWithAnOrder(Both<Answer<Order>, Answer<Order>> checkouts) {
    boolean onlyTheSecond =
        checkouts.first().value().isEmpty() && checkouts.second().value().isPresent();
    return onlyTheSecond ? checkouts.second() : checkouts.first();
  }

  private record Both<F, S>(F first, S second) {}

  /** Does the second in a thread of its own. */
  private static <F, S> Both<F, S> besides(Callable<F> first, Callable<S> second)
      throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<F> one = threads.submit(first);
      Future<S> other = threads.submit(second);
      return new Both<>(one.get(), other.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Duration between(Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis()));
  }
}
