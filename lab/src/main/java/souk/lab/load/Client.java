// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import souk.lab.history.Asked;
import souk.lab.history.HistoryWriter;
import souk.lab.history.Told;
import souk.v1.AddItemRequest;
import souk.v1.CancelOrderRequest;
import souk.v1.Cart;
import souk.v1.CheckoutRequest;
import souk.v1.CreateCartRequest;
import souk.v1.GetCartRequest;
import souk.v1.GetOrderRequest;
import souk.v1.Order;
import souk.v1.RemoveItemRequest;
import souk.v1.SetQuantityRequest;
import souk.v1.ShopGrpc.ShopBlockingStub;

/**
 * Asks the shop, and writes down what it asked and what it was told. An attempt that ends without
 * an answer, or is refused for now, is made again with the same request id by another connection,
 * as patience allows. Thread-safe.
 */
final class Client {
  private final Doors doors;
  private final HistoryWriter history;
  private final Tally tally;
  private final InstantSource clock;

  /** When the next request was meant to be sent; 0 when that is the moment in which it is. */
  private final AtomicLong due;

  Client(Doors doors, HistoryWriter history, Tally tally, InstantSource clock) {
    this(doors, history, tally, clock, 0);
  }

  private Client(
      Doors doors, HistoryWriter history, Tally tally, InstantSource clock, long firstDue) {
    this.doors = doors;
    this.history = history;
    this.tally = tally;
    this.clock = clock;
    this.due = new AtomicLong(firstDue);
  }

  /** The same one, whose first request is due at that time ({@link System#nanoTime}). */
  Client dueAt(long nanoTime) {
    return new Client(doors, history, tally, clock, nanoTime);
  }

  /** How one attempt ended: with a value, or with an error. */
  private record Attempt<T>(Optional<T> value, Status.Code code, Instant began, String reason) {}

  /** What is told of an answer. */
  @FunctionalInterface
  private interface Teller<T> {
    Told told(List<Status.Code> attempts, Duration latency, T value);
  }

  /** A question of the API, to be asked by a connection. */
  private record Question<T>(Asked asked, Function<ShopBlockingStub, T> send, Teller<T> teller) {}

  Answer<Cart> createCart(String requestId, Patience patience) throws InterruptedException {
    CreateCartRequest request = CreateCartRequest.newBuilder().setRequestId(requestId).build();
    return ask(
        new Question<>(Asked.createCart(requestId), stub -> stub.createCart(request), Told::cart),
        patience);
  }

  Answer<Cart> addItem(AddItemRequest request, Patience patience) throws InterruptedException {
    Asked asked =
        Asked.addItem(
            request.getCartId(),
            request.getRequestId(),
            request.getProductId(),
            request.getQuantity());
    return ask(new Question<>(asked, stub -> stub.addItem(request), Told::cart), patience);
  }

  Answer<Cart> setQuantity(SetQuantityRequest request, Patience patience)
      throws InterruptedException {
    Asked asked =
        Asked.setQuantity(
            request.getCartId(),
            request.getRequestId(),
            request.getProductId(),
            request.getQuantity());
    return ask(new Question<>(asked, stub -> stub.setQuantity(request), Told::cart), patience);
  }

  Answer<Cart> removeItem(RemoveItemRequest request, Patience patience)
      throws InterruptedException {
    Asked asked =
        Asked.removeItem(request.getCartId(), request.getRequestId(), request.getProductId());
    return ask(new Question<>(asked, stub -> stub.removeItem(request), Told::cart), patience);
  }

  Answer<Cart> getCart(String cartId, Patience patience) throws InterruptedException {
    GetCartRequest request = GetCartRequest.newBuilder().setCartId(cartId).build();
    return ask(
        new Question<>(Asked.getCart(cartId), stub -> stub.getCart(request), Told::cart), patience);
  }

  Answer<Order> checkout(CheckoutRequest request, Patience patience) throws InterruptedException {
    return ask(checkoutOf(request), patience);
  }

  /**
   * Sends the same checkout by two connections at the same time, and asks again when neither was
   * answered.
   */
  Answer<Order> checkoutTwice(CheckoutRequest request, Patience patience)
      throws InterruptedException {
    Question<Order> question = checkoutOf(request);
    long begin = begin();
    long operation = history.ask(question.asked());
    List<Attempt<Order>> clicks = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Attempt<Order>> other = threads.submit(() -> attempt(question, patience.first()));
      clicks.add(attempt(question, patience.first()));
      clicks.add(other.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    refuseTwoOrders(clicks);
    // The client goes by the answer, if there is one; it does not matter which came first.
    clicks.sort((one, two) -> Boolean.compare(one.value().isPresent(), two.value().isPresent()));
    return goOn(question, clicks, patience, operation, begin);
  }

  Answer<Order> cancelOrder(String orderId, String requestId, Patience patience)
      throws InterruptedException {
    CancelOrderRequest request =
        CancelOrderRequest.newBuilder().setOrderId(orderId).setRequestId(requestId).build();
    return ask(
        new Question<>(
            Asked.cancelOrder(orderId, requestId), stub -> stub.cancelOrder(request), Told::order),
        patience);
  }

  Answer<Order> getOrder(String orderId, Patience patience) throws InterruptedException {
    GetOrderRequest request = GetOrderRequest.newBuilder().setOrderId(orderId).build();
    return ask(
        new Question<>(Asked.getOrder(orderId), stub -> stub.getOrder(request), Told::order),
        patience);
  }

  /** Looks around; nothing of it is in the history. Whether it was answered does not matter. */
  void browse(Consumer<ShopBlockingStub> look, Patience patience) throws InterruptedException {
    long begin = begin();
    Status.Code last = look(look, patience.first());
    int attempts = 1;
    while (isWorthAnother(last) && attempts < patience.attempts()) {
      TimeUnit.NANOSECONDS.sleep(patience.pause().toNanos());
      last = look(look, patience.later());
      attempts++;
    }
    if (last != Status.Code.OK) {
      tally.browsingFailed();
    }
    tally.asked(new Sample(Sample.Kind.BROWSE, begin, System.nanoTime(), attempts, last));
  }

  private Status.Code look(Consumer<ShopBlockingStub> look, Duration deadline) {
    try {
      look.accept(doors.next().withDeadlineAfter(deadline));
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      tally.failed(e.getStatus().getCode(), Reasons.of(e));
      return e.getStatus().getCode();
    }
  }

  private long begin() {
    long planned = due.getAndSet(0);
    return planned == 0 ? System.nanoTime() : planned;
  }

  private static Question<Order> checkoutOf(CheckoutRequest request) {
    return new Question<>(
        Asked.checkout(request.getCartId(), request.getRequestId()),
        stub -> stub.checkout(request),
        Told::order);
  }

  private <T> Answer<T> ask(Question<T> question, Patience patience) throws InterruptedException {
    long begin = begin();
    long operation = history.ask(question.asked());
    List<Attempt<T>> attempts = new ArrayList<>();
    attempts.add(attempt(question, patience.first()));
    return goOn(question, attempts, patience, operation, begin);
  }

  /** After the first attempts, until one is answered or refused, or patience ends. */
  private <T> Answer<T> goOn(
      Question<T> question,
      List<Attempt<T>> attempts,
      Patience patience,
      long operation,
      long begin)
      throws InterruptedException {
    while (isWorthAnother(attempts.getLast().code()) && attempts.size() < patience.attempts()) {
      TimeUnit.NANOSECONDS.sleep(patience.pause().toNanos());
      attempts.add(attempt(question, patience.later()));
    }
    long end = System.nanoTime();
    Duration latency = Duration.ofNanos(end - begin);
    List<Status.Code> codes = attempts.stream().map(Attempt::code).toList();
    Attempt<T> last = attempts.getLast();
    tally.asked(new Sample(kind(question.asked()), begin, end, attempts.size(), last.code()));
    String reason = last.reason();
    history.tell(
        operation,
        last.value()
            .map(value -> question.teller().told(codes, latency, value))
            .orElseGet(() -> Told.error(codes, latency, reason.isEmpty() ? null : reason)));
    return new Answer<>(last.value(), codes, last.began(), reason);
  }

  private static Sample.Kind kind(Asked asked) {
    return switch (asked.kind()) {
      case CREATE_CART, ADD_ITEM, SET_QUANTITY, REMOVE_ITEM, GET_CART -> Sample.Kind.CART;
      case CHECKOUT -> Sample.Kind.CHECKOUT;
      case CANCEL_ORDER, GET_ORDER -> Sample.Kind.ORDER;
    };
  }

  private <T> Attempt<T> attempt(Question<T> question, Duration deadline) {
    Instant began = clock.instant();
    try {
      T value = question.send().apply(doors.next().withDeadlineAfter(deadline));
      return new Attempt<>(Optional.of(value), Status.Code.OK, began, "");
    } catch (StatusRuntimeException e) {
      String reason = Reasons.of(e);
      tally.failed(e.getStatus().getCode(), reason);
      return new Attempt<>(Optional.empty(), e.getStatus().getCode(), began, reason);
    }
  }

  /** A refusal is an answer, unless it says to come back later. */
  private static boolean isWorthAnother(Status.Code code) {
    return switch (code) {
      case OK, INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION -> false;
      case CANCELLED,
          UNKNOWN,
          DEADLINE_EXCEEDED,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS,
          UNAUTHENTICATED ->
          true;
    };
  }

  private void refuseTwoOrders(List<Attempt<Order>> clicks) {
    List<String> orders =
        clicks.stream()
            .flatMap(click -> click.value().stream())
            .map(Order::getId)
            .distinct()
            .toList();
    if (orders.size() > 1) {
      tally.contradiction("one request_id, two orders: " + orders);
    }
  }
}
