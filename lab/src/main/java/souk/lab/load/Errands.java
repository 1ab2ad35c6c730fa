// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import souk.lab.history.HistoryWriter;
import souk.v1.AddItemRequest;
import souk.v1.Cart;
import souk.v1.CheckoutRequest;
import souk.v1.Order;
import souk.v1.Product;

/** Purchases that are made for a purpose, in the history like all others. Thread-safe. */
public final class Errands implements Closeable {
  private static final int CONNECTIONS = 8;
  private static final int FILLED_AT_ONCE = 32;
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration DECIDED_WITHIN = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
  private static final Patience PATIENT = Patience.ofMost(40);

  private final Doors doors;
  private final HistoryWriter history;
  private final Client client;
  private final Tally tally = new Tally();
  private final RandomGenerator random;

  private Errands(Doors doors, HistoryWriter history, InstantSource clock, long seed) {
    this.doors = doors;
    this.history = history;
    this.client = new Client(doors, history, tally, clock);
    this.random = new SplittableRandom(seed);
  }

  /**
   * Connects when first used.
   *
   * @param target the shop's address for native gRPC, host:port
   * @param histories the folder for what is asked and told
   * @param name of the history, which no other writer has
   */
  public static Errands at(
      String target, Path histories, String name, InstantSource clock, long seed) {
    return new Errands(
        Doors.to(target, CONNECTIONS), HistoryWriter.create(histories, name, clock), clock, seed);
  }

  /** How often attempts ended with which error. */
  public Map<String, Integer> failures() {
    return tally.failures();
  }

  /** All products of the shop with their stock. */
  public List<Product> products() {
    return Goods.all(doors.next().withDeadlineAfter(LOOK));
  }

  /** Makes carts, each with one piece of the product; those that could not be made are missing. */
  public List<String> carts(int howMany, String productId) throws InterruptedException {
    Semaphore free = new Semaphore(FILLED_AT_ONCE);
    List<Future<Optional<String>>> carts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < howMany; i++) {
        String cartRequest = nextId();
        String addRequest = nextId();
        free.acquire();
        carts.add(
            threads.submit(
                () -> {
                  try {
                    return cart(cartRequest, addRequest, productId);
                  } finally {
                    free.release();
                  }
                }));
      }
      List<String> filled = new ArrayList<>();
      for (Future<Optional<String>> cart : carts) {
        cart.get().ifPresent(filled::add);
      }
      return filled;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Checks out all these carts at the same time with a card that is approved. */
  public List<Order> checkOutAtOnce(List<String> carts, boolean patience)
      throws InterruptedException {
    return checkOutAtOnce(carts, Card.VISA.token(), patience);
  }

  /**
   * Checks out all these carts at the same time.
   *
   * @param patience whether to ask again until there is an answer, or to take none for one
   * @return the orders that were told of, as they were then
   */
  public List<Order> checkOutAtOnce(List<String> carts, String cardToken, boolean patience)
      throws InterruptedException {
    List<Future<Answer<Order>>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String cart : carts) {
        CheckoutRequest request = checkout(cart, cardToken);
        answers.add(
            threads.submit(
                () ->
                    client.checkout(
                        request, patience ? PATIENT : Patience.once(Duration.ofSeconds(2)))));
      }
      List<Order> orders = new ArrayList<>();
      for (Future<Answer<Order>> answer : answers) {
        answer.get().value().ifPresent(orders::add);
      }
      return orders;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Waits until they are decided, for half a minute at most; an order that can't be asked for, or
   * is not decided by then, stays as it was.
   */
  public List<Order> decided(List<Order> orders) throws InterruptedException {
    List<Order> decided = new ArrayList<>();
    long end = soon();
    for (Order order : orders) {
      decided.add(until(order, Order.State.PENDING, false, end));
    }
    return decided;
  }

  /**
   * Buys with each kind of card, one after the other, and says what did not end as the card says.
   */
  public List<String> tryCards(String productId) throws InterruptedException {
    List<String> wrong = new ArrayList<>();
    for (Card card : Card.values()) {
      String ended = tryCard(card, productId);
      String expected =
          switch (card) {
            case VISA, SLOW, ANSWER_LOST -> "CONFIRMED REASON_UNSPECIFIED";
            case DECLINED, INSUFFICIENT_FUNDS -> "REJECTED CARD_DECLINED";
            case ACQUIRER_DOWN -> "CANCELLED BY_SHOPPER";
            case CAPTURE_REFUSED -> "CANCELLED PAYMENT_FAILED";
          };
      if (!ended.equals(expected)) {
        wrong.add(card.token() + ": " + ended + " (expected: " + expected + ")");
      }
    }
    return wrong;
  }

  @Override
  public void close() {
    doors.close();
    history.close();
  }

  private String tryCard(Card card, String productId) throws InterruptedException {
    Optional<String> cart = cart(nextId(), nextId(), productId);
    if (cart.isEmpty()) {
      return "no cart";
    }
    Answer<Order> answer = client.checkout(checkout(cart.get(), card.token()), PATIENT);
    if (answer.value().isEmpty()) {
      return answer.attempts().getLast() + " " + answer.reason();
    }
    Order order = answer.value().get();
    if (card == Card.ACQUIRER_DOWN) {
      order = client.cancelOrder(order.getId(), nextId(), PATIENT).value().orElse(order);
    } else {
      order = until(order, Order.State.PENDING, false, soon());
    }
    if (card == Card.CAPTURE_REFUSED) {
      order = until(order, Order.State.CANCELLED, true, soon());
    }
    return order.getState() + " " + order.getReason();
  }

  private static long soon() {
    return System.nanoTime() + DECIDED_WITHIN.toNanos();
  }

  /** Until it is in that state, or is not, or until then. */
  private Order until(Order order, Order.State state, boolean isIn, long end)
      throws InterruptedException {
    Order last = order;
    while ((last.getState() == state) != isIn) {
      last = client.getOrder(order.getId(), PATIENT).value().orElse(last);
      if ((last.getState() == state) != isIn) {
        if (System.nanoTime() > end) {
          break;
        }
        TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
      }
    }
    return last;
  }

  /** Adds one piece; whether it was is in the history. */
  public void add(String cartId, String productId) throws InterruptedException {
    var unused = add(cartId, nextId(), productId);
  }

  private Optional<String> cart(String cartRequest, String addRequest, String productId)
      throws InterruptedException {
    Optional<String> cart = client.createCart(cartRequest, PATIENT).value().map(Cart::getId);
    return cart.isEmpty() ? cart : add(cart.get(), addRequest, productId);
  }

  private Optional<String> add(String cartId, String addRequest, String productId)
      throws InterruptedException {
    AddItemRequest add =
        AddItemRequest.newBuilder()
            .setCartId(cartId)
            .setProductId(productId)
            .setQuantity(1)
            .setRequestId(addRequest)
            .build();
    return client.addItem(add, PATIENT).value().map(Cart::getId);
  }

  private synchronized CheckoutRequest checkout(String cartId, String cardToken) {
    return Requests.checkout(cartId, cardToken, "errand@example.com", random);
  }

  private synchronized String nextId() {
    return Ids.next(random);
  }
}
