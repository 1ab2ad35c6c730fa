// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.time.Duration;
import java.util.random.RandomGenerator;
import souk.v1.AddItemRequest;
import souk.v1.Cart;
import souk.v1.CheckoutRequest;
import souk.v1.RemoveItemRequest;
import souk.v1.SetQuantityRequest;

/**
 * One shopper from the door to the end of the order: looks around, fills a cart, checks out, and
 * perhaps regrets it. What is chosen follows from the visit's own random numbers.
 */
final class Visit implements Runnable {
  /**
   * More than the requests of a visit, on average, whatever the shop does: when all goes well they
   * are 6, and who is told of an order that nobody decides looks at it 12 times more.
   */
  static final int MOST_REQUESTS = 20;

  static final Patience USUAL = Patience.ofMost(6);
  private static final Patience LOOK = Patience.once(Duration.ofSeconds(2));
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final int MOST_PRODUCTS = 3;
  private static final int MOST_PIECES = 3;

  private final int number;
  private final Habit habit;
  private final Client client;
  private final Goods goods;
  private final Tally tally;
  private final RandomGenerator random;
  private final Duration betweenLooks;

  /**
   * @param number of the visit, for the shopper's e-mail address
   */
  Visit(int number, Habit habit, Client client, Goods goods, Tally tally, RandomGenerator random) {
    this(number, habit, client, goods, tally, random, BETWEEN_LOOKS);
  }

  /**
   * The same.
   *
   * @param betweenLooks how long who waits for a decision does before looking again
   */
  Visit(
      int number,
      Habit habit,
      Client client,
      Goods goods,
      Tally tally,
      RandomGenerator random,
      Duration betweenLooks) {
    this.number = number;
    this.habit = habit;
    this.client = client;
    this.goods = goods;
    this.tally = tally;
    this.random = random;
    this.betweenLooks = betweenLooks;
  }

  @Override
  public void run() {
    tally.visit();
    try {
      Requests.lookAround(client, goods.pick(random), random, LOOK);
      String cartId = cart();
      if (cartId.isEmpty() || !fill(cartId)) {
        tally.withoutCheckout();
        return;
      }
      AddItemRequest another = add(cartId, goods.pick(random));
      new Purchase(habit, client, tally, random, betweenLooks).make(checkout(cartId), another);
      if (random.nextInt(8) == 0) {
        client.getCart(cartId, USUAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Empty when there was none to be had. */
  private String cart() throws InterruptedException {
    return client.createCart(Ids.next(random), USUAL).value().map(Cart::getId).orElse("");
  }

  /** Some products, each some pieces; now and then one is thought better of. */
  private boolean fill(String cartId) throws InterruptedException {
    int products = 1 + random.nextInt(MOST_PRODUCTS);
    boolean filled = false;
    String last = "";
    for (int i = 0; i < products; i++) {
      AddItemRequest add = add(cartId, goods.pick(random));
      filled |= client.addItem(add, USUAL).value().isPresent();
      last = add.getProductId();
    }
    int secondThought = random.nextInt(20);
    if (secondThought < 2) {
      client.setQuantity(
          SetQuantityRequest.newBuilder()
              .setCartId(cartId)
              .setProductId(last)
              .setQuantity(1 + random.nextInt(MOST_PIECES))
              .setRequestId(Ids.next(random))
              .build(),
          USUAL);
    } else if (secondThought == 2 && products > 1) {
      client.removeItem(
          RemoveItemRequest.newBuilder()
              .setCartId(cartId)
              .setProductId(last)
              .setRequestId(Ids.next(random))
              .build(),
          USUAL);
    }
    return filled;
  }

  private AddItemRequest add(String cartId, String productId) {
    return Requests.add(cartId, productId, 1 + random.nextInt(MOST_PIECES), random);
  }

  private CheckoutRequest checkout(String cartId) {
    return Requests.checkout(
        cartId,
        Weighted.pick(Card.values(), random).token(),
        "shopper-" + number + "@example.com",
        random);
  }
}
