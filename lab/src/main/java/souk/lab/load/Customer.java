// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import souk.v1.Cart;
import souk.v1.Order;

/** One who browses or buys without any whim, so that figures of different times can be compared. */
final class Customer implements Runnable {
  private static final Patience LOOK =
      new Patience(Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofSeconds(2), 2);
  private static final Patience PATIENT = Patience.ofMost(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final int LOOKS = 60;
  private static final int BUYERS_PERCENT = 10;

  private final int number;
  private final Habit habit;
  private final Client client;
  private final Goods goods;
  private final Tally tally;
  private final RandomGenerator random;

  Customer(
      int number, Habit habit, Client client, Goods goods, Tally tally, RandomGenerator random) {
    this.number = number;
    this.habit = habit;
    this.client = client;
    this.goods = goods;
    this.tally = tally;
    this.random = random;
  }

  @Override
  public void run() {
    tally.visit();
    try {
      if (habit == Habit.BUY || (habit == Habit.MIXED && random.nextInt(100) < BUYERS_PERCENT)) {
        buy();
      } else {
        Requests.lookAround(client, product(), random, LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void buy() throws InterruptedException {
    Optional<String> cart = client.createCart(Ids.next(random), PATIENT).value().map(Cart::getId);
    if (cart.isEmpty()
        || client
            .addItem(Requests.add(cart.get(), product(), 1, random), PATIENT)
            .value()
            .isEmpty()) {
      tally.withoutCheckout();
      return;
    }
    String email = "customer-" + number + "@example.com";
    Answer<Order> answer =
        client.checkout(Requests.checkout(cart.get(), Card.VISA.token(), email, random), PATIENT);
    tally.checkout(true, answer);
    if (answer.value().isPresent()) {
      follow(answer.value().get());
    }
  }

  /** Until it is decided. */
  private void follow(Order order) throws InterruptedException {
    Order now = order;
    for (int i = 0; i < LOOKS && now.getState() == Order.State.PENDING; i++) {
      TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
      now = client.getOrder(order.getId(), PATIENT).value().orElse(now);
    }
    if (now.getState() == Order.State.CONFIRMED) {
      tally.confirmed();
    }
  }

  private String product() {
    return goods.plenty().get(random.nextInt(goods.plenty().size()));
  }
}
